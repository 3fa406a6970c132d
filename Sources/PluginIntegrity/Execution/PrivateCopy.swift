import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A copy of a verified plugin that no other user can reach. Removed with ``remove()``, or when the last reference
/// goes: keep this, with `withExtendedLifetime` if need be, for as long as a process uses the files.
///
/// One whose maker is killed is removed by the next process that makes one in the same folder.
public final class PrivateCopy: Sendable {
    /// The absolute path of the copy's folder, without symbolic links.
    public let directory: String

    /// The copy's folder, locked so that nobody takes it for one that was left behind.
    let folder: Descriptor
    private let parent: Descriptor
    private let name: [UInt8]
    private let isRemoved = Mutex(false)

    /// How often another name is tried when somebody else has taken a folder that was just made.
    private static let maximumAttempts = 20

    /// Makes an empty folder with mode 0700, and removes those that killed processes have left beside it.
    init(in parent: String) throws(IntegrityError) {
        let path = try Self.absolute(parent)
        let (raw, openErrno) = retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard raw >= 0 else { throw Self.makeError(parent, "open", openErrno) }
        let parentFolder = Descriptor(raw)
        try Self.checkSafe(parentFolder, parent)
        LeftCopies.sweepOnce(parentFolder, path)
        let made = try Self.makeFolder(in: parentFolder, path)
        self.directory = "\(path == "/" ? "" : path)/\(String(decoding: made.name, as: UTF8.self))"
        self.parent = parentFolder
        self.name = made.name
        self.folder = made.folder
    }

    private static func makeFolder(
        in parent: Descriptor,
        _ path: String
    ) throws(IntegrityError) -> (name: [UInt8], folder: Descriptor) {
        for _ in 0..<maximumAttempts {
            var template = Array("\(path == "/" ? "" : path)/\(LeftCopies.namePrefix)XXXXXX".utf8CString)
            let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
            guard isMade else { throw makeError(path, "mkdtemp", errno) }
            let name = template.dropLast().suffix(LeftCopies.nameLength).map { UInt8(bitPattern: $0) }
            let (folder, number) = LeftCopies.lock(name, in: parent)
            if let folder { return (name, folder) }
            // Between the two somebody who sweeps may have had it for one that was left behind.
            guard number == 0 else {
                let text = cString(name)
                unlinkat(parent.raw, text, AT_REMOVEDIR)
                throw makeError(path, "openat", number)
            }
        }
        throw makeError(path, "flock", EWOULDBLOCK)
    }

    deinit {
        try? remove()
    }

    /// The absolute path of a file in the copy.
    ///
    /// - Parameter relative: A path as the manifest lists it.
    public func path(of relative: String) -> String { "\(directory)/\(relative)" }

    /// Removes the copy. Does nothing the second time.
    ///
    /// - Throws: ``IntegrityError/Code/writeFailed`` when something of it is left.
    public func remove() throws(IntegrityError) {
        let number: Int32 = isRemoved.withLock { isRemoved in
            if isRemoved { return 0 }
            let number = Removal.removeFolder(folder, named: name, in: parent, depth: 0)
            isRemoved = number == 0
            return number
        }
        if number != 0 {
            throw IntegrityError(
                code: .writeFailed,
                message: "the private copy \(PathText.quoted(directory)) cannot be removed (\(errorText(number))); "
                    + "remove the folder by hand",
                cause: SystemCallError(call: "unlinkat", errno: number)
            )
        }
    }

    /// The error of a call that was to write into the copy.
    func writeError(_ call: String, _ number: Int32) -> IntegrityError {
        Self.makeError(directory, call, number)
    }

    private static func makeError(_ directory: String, _ call: String, _ number: Int32) -> IntegrityError {
        IntegrityError(
            code: .writeFailed,
            message: "a private copy cannot be written in \(PathText.quoted(directory)) (\(errorText(number))); "
                + "check that the folder exists, its permissions, and the space on its disk",
            cause: SystemCallError(call: call, errno: number)
        )
    }

    /// The copy's path is handed to processes with other working directories.
    private static func absolute(_ parent: String) throws(IntegrityError) -> String {
        guard !parent.isEmpty, !parent.utf8.contains(0) else {
            throw IntegrityError(
                code: .invalidPath,
                message: "\(PathText.quoted(parent)) is not a path; give a folder for private copies"
            )
        }
        guard let resolved = realpath(parent, nil) else { throw makeError(parent, "realpath", errno) }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    private static func checkSafe(_ folder: Descriptor, _ parent: String) throws(IntegrityError) {
        let (info, number) = folder.info()
        guard let info else { throw makeError(parent, "fstat", number) }
        let isOwned = info.owner == geteuid() || info.owner == 0
        let isSticky = info.mode & 0o1000 != 0
        if !isOwned || (info.mode & 0o022 != 0 && !isSticky) {
            throw IntegrityError(
                code: .unsafeParent,
                message:
                    "a private copy cannot be kept in \(PathText.quoted(parent)): other users can rename what is in it;"
                    + " give a folder of your own with mode 0700"
            )
        }
    }
}
