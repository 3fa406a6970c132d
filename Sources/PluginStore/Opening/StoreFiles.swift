#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The database's file and its companions, as files.
struct StoreFiles {
    /// What SQLite keeps beside a database: the write-ahead log, the log's index, and the journal of the time before the
    /// write-ahead mode was set.
    private static let companions = ["-wal", "-shm", "-journal"]

    /// How many databases that were set aside in the same second can be told apart.
    private static let maxSameSecond = 100

    let path: String

    init(folder: String) throws(StoreError) {
        var status = stat()
        guard stat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError(
                code: .noFolder,
                message: "\(PathText.quoted(folder)) is not a folder; make it, or name another one"
            )
        }
        path = folder + (folder.hasSuffix("/") ? "" : "/") + EngineStore.fileName
    }

    static func folder(of path: String) -> String {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        return slash.map { String(path[...$0]) } ?? "."
    }

    /// Looks at what is there, without opening it.
    ///
    /// - Returns: Whether there is a file, or what is wrong with it.
    func inspect() throws(StoreError) -> Finding {
        for companion in Self.companions {
            switch kind(path + companion) {
            case .nothing, .file: break
            case .link, .other:
                throw StoreError(
                    code: .refusedFile,
                    message: "\(PathText.quoted(path + companion)) is not a regular file; move it away"
                )
            }
        }
        let logBytes = if case .file(let size) = kind(path + "-wal") { size } else { Int64(0) }
        switch kind(path) {
        case .nothing where logBytes > 0:
            return .damaged(.orphanedLog, "there is a log of \(logBytes) bytes and no database")
        case .nothing: return .nothing
        // SQLite takes a file of one byte for an empty one, too, and deletes the log of an empty one.
        case .file(...1) where logBytes > 0:
            return .damaged(.orphanedLog, "there is a log of \(logBytes) bytes and an empty database")
        // A journal would bring back what the file held before.
        case .file(...1) where kind(path + "-journal") == .nothing:
            return .damaged(.empty, "there is nothing in the file")
        case .file: return .file
        case .link:
            // SQLite would keep the log beside the target, where it would not be set aside with the link.
            throw StoreError(
                code: .refusedFile,
                message: "\(PathText.quoted(path)) is a symbolic link; link its folder instead"
            )
        case .other: return .damaged(.notAFile, "it is a folder or another thing that is not a file")
        }
    }

    /// Makes an empty file that only its owner can use. SQLite gives its companions the same permissions.
    func create() throws(StoreError) {
        let number = Self.make(path)
        guard number == 0 else { throw failed("be created", number) }
    }

    /// Makes an empty index for the log, when there is none.
    ///
    /// - Returns: Whether there was none.
    func createIndex() throws(StoreError) -> Bool {
        let number = Self.make(path + "-shm")
        guard number == 0 || number == EEXIST else { throw failed("get an index beside it", number) }
        return number == 0
    }

    func removeIndex() {
        unlink(path + "-shm")
    }

    /// - Returns: Why the file cannot be made, as a number of `errno`; 0 when it was.
    private static func make(_ path: String) -> Int32 {
        let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return errno }
        close(descriptor)
        return 0
    }

    /// Makes the file again after somebody has removed it, or its log, while it was open.
    ///
    /// - Parameter write: Writes a whole database to the empty file that it is given.
    func putBack(_ write: (String) throws -> Void) throws {
        let place = path + ".rescue"
        // One that an interruption has left.
        unlink(place)
        let number = Self.make(place)
        guard number == 0 else { throw failed("be written again after somebody has removed it", number) }
        do {
            try write(place)
            try flush(place)
            // A log of the file from before would be taken for the new one's.
            for companion in Self.companions { unlink(path + companion) }
            guard rename(place, path) == 0 else { throw failed("be put back", errno) }
        } catch {
            unlink(place)
            throw error
        }
    }

    private func flush(_ place: String) throws(StoreError) {
        let descriptor = open(place, O_RDWR | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { throw failed("be put back", errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw failed("be put back", errno) }
    }

    /// Takes the file's permissions from everybody but its owner.
    func restrict() throws(StoreError) {
        for file in [path] + Self.companions.map({ path + $0 }) {
            var status = stat()
            guard lstat(file, &status) == 0, status.st_mode & 0o777 != 0o600 else { continue }
            guard chmod(file, 0o600) == 0 else { throw failed("be restricted to its owner", errno) }
        }
    }

    /// Renames the file and its companions, so that a new database can be made.
    ///
    /// - Returns: The file's new path.
    func setAside() throws(StoreError) -> String {
        let style = Date.ISO8601FormatStyle(dateSeparator: .omitted, timeSeparator: .omitted)
        let base = path + ".damaged-" + Date.now.formatted(style)
        let candidates = [base] + (2...Self.maxSameSecond).map { "\(base)-\($0)" }
        let suffixes = [""] + Self.companions
        let free = candidates.first { name in suffixes.allSatisfy { kind(name + $0) == .nothing } }
        guard let free else {
            throw StoreError(
                code: .conflict,
                message: "\(PathText.quoted(path)) was set aside \(Self.maxSameSecond) times in a second; "
                    + "find out what damages it"
            )
        }
        // The log first: an interruption then leaves a damaged database, which the next opening sets aside in turn.
        for suffix in suffixes.reversed() where kind(path + suffix) != .nothing {
            guard rename(path + suffix, free + suffix) == 0 else { throw failed("be set aside", errno) }
        }
        return free
    }

    private func failed(_ what: String, _ number: Int32) -> StoreError {
        let code: StoreError.Code =
            switch number {
            case ENOSPC, EDQUOT: .diskFull
            case EROFS, EACCES, EPERM: .readOnly
            default: .io
            }
        let text = strerror(number).map { String(cString: $0) } ?? "error \(number)"
        return StoreError(
            code: code,
            message: "\(PathText.quoted(path)) could not \(what) (\(text)); check its folder, permissions and disk"
        )
    }

    private func kind(_ path: String) -> Kind {
        var status = stat()
        guard lstat(path, &status) == 0 else { return .nothing }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file(Int64(status.st_size))
        case S_IFLNK: .link
        default: .other
        }
    }

    private enum Kind: Equatable {
        case nothing, file(Int64), link, other
    }

    /// What ``inspect()`` found.
    enum Finding {
        case nothing, file
        case damaged(Damage.Reason, String)
    }
}
