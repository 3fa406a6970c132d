import PluginIntegrity

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Gives the files of a plugin that is being installed the modes that they keep.
enum FileModes {
    /// Gives every listed file the mode that its manifest lists. An archive keeps only whether a file is executable.
    static func apply(_ manifest: PluginManifest, to root: PluginRoot) throws(SystemCallError) {
        for entry in manifest.files {
            guard case .file(let file) = root.descriptor.find(RelativePath(entry.path)),
                file.info.mode != entry.mode
            else {
                // What is missing or of another kind is for the verification to say.
                continue
            }
            let number = retrying { fchmod(file.descriptor.raw, mode_t(entry.mode)) }.errno
            if number != 0 { throw SystemCallError(call: "fchmod", errno: number) }
        }
    }

    /// Takes the permission to write from every file, for a plugin whose manifest is yet to be written.
    static func makeReadOnly(_ root: PluginRoot, limits: IntegrityLimits) throws(IntegrityError) {
        var visitor = ReadOnlyVisitor()
        var walk = TreeWalk(root, limits: limits)
        try walk.run(&visitor)
    }

    private struct ReadOnlyVisitor: TreeVisitor {
        mutating func visit(_ path: RelativePath, _ item: FoundItem) throws(IntegrityError) {
            guard case .file(let file) = item else { return }
            let mode: mode_t = file.info.mode & 0o100 != 0 ? 0o555 : 0o444
            let number = retrying { fchmod(file.descriptor.raw, mode) }.errno
            if number != 0 {
                throw IntegrityError(
                    code: .writeFailed,
                    message: "the mode of \(path.shown) cannot be changed (\(errorText(number)))",
                    cause: SystemCallError(call: "fchmod", errno: number)
                )
            }
        }
    }
}
