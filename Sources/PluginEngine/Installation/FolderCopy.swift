import PluginArchive
import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Copies a plugin's folder: what a manifest may list, and the manifest.
struct FolderCopy: TreeVisitor {
    private let source: PluginRoot
    private let limits: IntegrityLimits
    private let isCancelled: @Sendable () -> Bool
    private var tree: TreeWriter
    private var totalBytes: Int64 = 0

    /// Copies everything below `source` except `data/` and `store/`, which belong to one user's use of a plugin.
    ///
    /// - Parameter isCancelled: Whether nobody wants the copy any more; asked between two pieces.
    static func copy(
        _ source: PluginRoot,
        into target: Descriptor,
        limits: IntegrityLimits,
        isCancelled: @escaping @Sendable () -> Bool
    ) throws(IntegrityError) {
        var copy = FolderCopy(source: source, limits: limits, isCancelled: isCancelled, tree: TreeWriter(target))
        let manifest = source.descriptor.find(PluginLayout.manifestName.utf8)
        if case .vanished = manifest {
        } else {
            try copy.visit(RelativePath(PluginLayout.manifestName), manifest)
        }
        var walk = TreeWalk(source, limits: limits)
        try walk.run(&copy)
    }

    private init(
        source: PluginRoot,
        limits: IntegrityLimits,
        isCancelled: @escaping @Sendable () -> Bool,
        tree: TreeWriter
    ) {
        self.source = source
        self.limits = limits
        self.isCancelled = isCancelled
        self.tree = tree
    }

    mutating func visit(_ path: RelativePath, _ item: FoundItem) throws(IntegrityError) {
        try checkNotCancelled()
        switch item {
        case .directory:
            do throws(SystemCallError) { try tree.makeFolder(path) } catch { throw writing(path, error) }
        case .file(let file): try copy(file, path)
        case .symbolicLink(let target):
            throw refused(path, .refusedFile, "is a symbolic link to \(target); put the file itself in its place")
        case .special: throw refused(path, .refusedFile, "is not a regular file; remove it")
        case .unreadable(let number):
            throw refused(path, .unreadable, "cannot be read (\(errorText(number))); check its permissions")
        case .vanished: throw refused(path, .changedWhileReading, "disappeared while the folder was read; try again")
        }
    }

    private mutating func copy(_ file: OpenedFile, _ path: RelativePath) throws(IntegrityError) {
        if file.info.mode & 0o6000 != 0 {
            throw refused(path, .refusedFile, "is setuid or setgid; take that from it with chmod")
        }
        // Before copying, because a sparse file costs its owner nothing.
        if file.info.size > limits.maxTotalBytes - totalBytes {
            throw refused(path, .limitExceeded, "brings the whole above \(limits.maxTotalBytes) bytes")
        }
        totalBytes += file.info.size
        let target: Descriptor
        do throws(SystemCallError) { target = try tree.makeFile(path) } catch { throw writing(path, error) }
        var written: Int32 = 0
        let outcome = FileDigest.read(file) { chunk in
            written = FileWrite.all(chunk, to: target)
            return written == 0 && !isCancelled()
        }
        if written != 0 { throw writing(path, SystemCallError(call: "write", errno: written)) }
        try checkNotCancelled()
        switch outcome {
        case nil, .digest: break
        case .unreadable(let number):
            throw refused(path, .unreadable, "cannot be read (\(errorText(number))); check its permissions")
        case .changedWhileReading:
            throw refused(path, .changedWhileReading, "changed while it was copied; stop what writes to it")
        }
        let mode: mode_t = file.info.mode & 0o100 != 0 ? 0o755 : 0o644
        let number = retrying { fchmod(target.raw, mode) }.errno
        if number != 0 { throw writing(path, SystemCallError(call: "fchmod", errno: number)) }
    }

    private func checkNotCancelled() throws(IntegrityError) {
        if isCancelled() {
            throw IntegrityError(
                code: .writeFailed,
                message: "the copying of \(PathText.quoted(source.directory)) was stopped",
                cause: CancellationError()
            )
        }
    }

    private func refused(_ path: RelativePath, _ code: IntegrityError.Code, _ reason: String) -> IntegrityError {
        IntegrityError(code: code, message: "\(path.shown) in \(PathText.quoted(source.directory)) \(reason)")
    }

    private func writing(_ path: RelativePath, _ error: SystemCallError) -> IntegrityError {
        IntegrityError(
            code: .writeFailed,
            message: "the copy of \(path.shown) cannot be written (\(errorText(error.errno))); "
                + "check the space on the disk of the state folder",
            cause: error
        )
    }
}
