#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Reads and writes `MANIFEST.json` in a plugin's folder.
package enum ManifestFile {
    /// Reads the manifest.
    package static func read(in root: PluginRoot, limits: IntegrityLimits) throws(IntegrityError) -> PluginManifest {
        let shown = "\(PluginLayout.manifestName) in \(PathText.quoted(root.directory))"
        switch root.descriptor.find(PluginLayout.manifestName.utf8) {
        case .file(let file): return try parse(file, shown, root, limits)
        case .vanished:
            throw IntegrityError(
                code: .unsealed,
                message: "the plugin in \(PathText.quoted(root.directory)) is not sealed: it has no "
                    + "\(PluginLayout.manifestName); seal it once you trust its files, or ask to run it unsealed"
            )
        case .symbolicLink(let target):
            throw IntegrityError(
                code: .symbolicLink,
                message: "\(shown) is a symbolic link to \(target); remove it and seal the plugin again"
            )
        case .directory: throw notAFile(shown, .directory)
        case .special(let kind): throw notAFile(shown, kind)
        case .unreadable(let number): throw unreadable(shown, number)
        }
    }

    private static func parse(
        _ file: OpenedFile,
        _ shown: String,
        _ root: PluginRoot,
        _ limits: IntegrityLimits
    ) throws(IntegrityError) -> PluginManifest {
        if file.info.size > Int64(limits.maxManifestBytes) {
            throw IntegrityError(
                code: .limitExceeded,
                message: "\(shown) is longer than \(limits.maxManifestBytes) bytes; "
                    + "seal the plugin again with fewer files or shorter paths"
            )
        }
        var bytes: [UInt8] = []
        let failure = FileDigest.read(file) { chunk in
            bytes.append(contentsOf: chunk)
            return true
        }
        switch failure {
        case nil, .digest: break
        case .unreadable(let number): throw unreadable(shown, number)
        case .changedWhileReading:
            throw IntegrityError(
                code: .changedWhileReading,
                message: "\(shown) changed while it was read; wait until the plugin is sealed and try again"
            )
        }
        do throws(IntegrityError) {
            return try PluginManifest(parsing: bytes, limits: limits)
        } catch {
            throw IntegrityError(
                code: error.code,
                message: "in \(PathText.quoted(root.directory)): \(error.message)",
                cause: error
            )
        }
    }

    private static func notAFile(_ shown: String, _ kind: SpecialFileKind) -> IntegrityError {
        IntegrityError(
            code: .refusedFile,
            message: "\(shown) is \(kind.noun) and not a file; remove it and seal the plugin again"
        )
    }

    private static func unreadable(_ shown: String, _ number: Int32) -> IntegrityError {
        IntegrityError(
            code: .unreadable,
            message: "\(shown) cannot be read (\(errorText(number))); check its permissions",
            cause: SystemCallError(call: "read", errno: number)
        )
    }

    /// Writes the manifest so that every reader sees the old one or the new one, whole, even after a power failure.
    static func write(_ manifest: PluginManifest, in root: PluginRoot) throws(IntegrityError) {
        let folder = root.descriptor.raw
        let temporary = cString(PluginLayout.temporaryManifestName.utf8)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
        let (raw, number) = retrying { openat(folder, temporary, flags, 0o644) }
        guard raw >= 0 else { throw writeError("openat", number, root) }
        let file = Descriptor(raw)
        do throws(IntegrityError) {
            try check("write", root, FileWrite.all(manifest.encoded(), to: file))
            // The mode is part of the promise, whatever the umask.
            try check("fchmod", root, retrying { fchmod(raw, 0o644) }.errno)
            try check("fsync", root, retrying { fsync(raw) }.errno)
            let name = cString(PluginLayout.manifestName.utf8)
            try check("renameat", root, retrying { renameat(folder, temporary, folder, name) }.errno)
        } catch {
            unlinkat(folder, temporary, 0)
            throw error
        }
        // The name itself. File systems that cannot do this for folders say EINVAL.
        let synced = retrying { fsync(folder) }.errno
        try check("fsync", root, synced == EINVAL ? 0 : synced)
    }

    private static func check(_ call: String, _ root: PluginRoot, _ number: Int32) throws(IntegrityError) {
        if number != 0 {
            throw writeError(call, number, root)
        }
    }

    private static func writeError(_ call: String, _ number: Int32, _ root: PluginRoot) -> IntegrityError {
        IntegrityError(
            code: .writeFailed,
            message: "\(PluginLayout.manifestName) cannot be written in \(PathText.quoted(root.directory)) "
                + "(\(errorText(number))); check the folder's permissions and the space on its disk",
            cause: SystemCallError(call: call, errno: number)
        )
    }
}
