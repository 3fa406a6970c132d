import GRDB

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The connection to a database's file, which knows whether the file's name still leads to it.
final class OpenFile: Sendable {
    let queue: DatabaseQueue
    private let files: StoreFiles
    private let opened: Names

    init(queue: DatabaseQueue, files: StoreFiles) {
        self.queue = queue
        self.files = files
        opened = Names(files)
    }

    /// Whether the file and its log are still found where they were opened.
    var place: StoreCondition.Place {
        let found = Names(files)
        let database = found.database.change(from: opened.database)
        let log = found.log.change(from: opened.log)
        if database == .unchanged, log == .unchanged { return .kept }
        // Another folder in place of this one, a disk that was mounted over it for one, is not to be written to.
        let isSameFolder = found.folder.change(from: opened.folder) == .unchanged
        return isSameFolder && database != .replaced && log != .replaced ? .removed : .replaced
    }

    /// What the names of the folder, the file and its log stand for.
    private struct Names: Sendable {
        let folder: NamedFile
        let database: NamedFile
        let log: NamedFile

        init(_ files: StoreFiles) {
            folder = NamedFile(StoreFiles.folder(of: files.path))
            database = NamedFile(files.path)
            log = NamedFile(files.path + "-wal")
        }
    }
}

/// What a name stands for.
private enum NamedFile: Hashable, Sendable {
    case file(device: UInt64, number: UInt64)
    case nothing
    /// The system does not say, as of a disk that fails.
    case unknown

    enum Change {
        case unchanged, removed, replaced
    }

    init(_ path: String) {
        var status = stat()
        if lstat(path, &status) == 0 {
            self = .file(
                device: UInt64(truncatingIfNeeded: status.st_dev),
                number: UInt64(truncatingIfNeeded: status.st_ino)
            )
        } else {
            self = errno == ENOENT ? .nothing : .unknown
        }
    }

    func change(from opened: NamedFile) -> Change {
        if self == opened || self == .unknown || opened == .unknown { return .unchanged }
        return self == .nothing ? .removed : .replaced
    }
}
