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
public final class PrivateCopy: Sendable {
    /// The absolute path of the copy's folder, without symbolic links.
    public let directory: String

    let folder: Descriptor
    private let parent: Descriptor
    private let name: [UInt8]
    private let isRemoved = Mutex(false)

    /// Makes an empty folder with mode 0700.
    init(in parent: String) throws(IntegrityError) {
        let path = try Self.absolute(parent)
        let (raw, openErrno) = retrying { open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        guard raw >= 0 else { throw Self.makeError(parent, "open", openErrno) }
        let parentFolder = Descriptor(raw)
        try Self.checkSafe(parentFolder, parent)
        var template = Array("\(path == "/" ? "" : path)/plugin-XXXXXX".utf8CString)
        let isMade = template.withUnsafeMutableBufferPointer { $0.baseAddress.map { mkdtemp($0) != nil } ?? false }
        guard isMade else { throw Self.makeError(parent, "mkdtemp", errno) }
        let bytes = template.dropLast().map { UInt8(bitPattern: $0) }
        let name = Array(bytes.suffix("plugin-XXXXXX".utf8.count))
        let (descriptor, number) = parentFolder.open(name, flags: O_DIRECTORY)
        guard let descriptor else { throw Self.makeError(parent, "openat", number) }
        self.directory = String(decoding: bytes, as: UTF8.self)
        self.parent = parentFolder
        self.name = name
        self.folder = descriptor
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
