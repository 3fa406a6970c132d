#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes the manifest of a plugin's folder.
public enum PluginSealer {
    /// Hashes every file of a plugin and writes `MANIFEST.json` with mode 0644, in one step for every reader.
    ///
    /// Equal files give equal bytes: nothing in the manifest depends on the time, the machine, or a manifest from
    /// before. Blocks until everything is read.
    ///
    /// - Parameters:
    ///   - directory: The plugin's folder. Links above it are followed; itself it must not be one.
    ///   - limits: How much is read and written.
    /// - Returns: The manifest as written.
    /// - Throws: ``IntegrityError/Code/refusedFile`` when the folder holds links, special files, setuid, setgid or
    ///   sticky files, unreadable files, or names that a manifest cannot list; errors about the folder, the limits,
    ///   and writing. The manifest from before is then still in place.
    @discardableResult
    public static func seal(
        directory: String,
        limits: IntegrityLimits = IntegrityLimits()
    ) throws(IntegrityError) -> PluginManifest {
        let root = try PluginRoot(directory)
        // Without the lock, two sealers would share one temporary file.
        let lockErrno = retrying { flock(root.descriptor.raw, LOCK_EX | LOCK_NB) }.errno
        if lockErrno != 0 {
            throw IntegrityError(
                code: .sealInProgress,
                message: "another process is sealing \(PathText.quoted(root.directory)); try again when it is done",
                cause: SystemCallError(call: "flock", errno: lockErrno)
            )
        }
        // Not left to the descriptor's closing: a process forked meanwhile has it too, until it executes its program.
        defer { _ = retrying { flock(root.descriptor.raw, LOCK_UN) } }
        // Left by a sealer that was killed; nobody else can be writing it now.
        unlinkat(root.descriptor.raw, PluginLayout.temporaryManifestName, 0)
        let manifest = try manifest(of: root, limits)
        try ManifestFile.write(manifest, in: root)
        return manifest
    }

    /// Hashes every file of a plugin and writes nothing: the manifest that ``seal(directory:limits:)`` would write.
    ///
    /// For whoever keeps the manifest elsewhere, such as in a store, and gives it to ``PluginVerifier`` later. A
    /// manifest that is in the folder already does not count. Blocks until everything is read.
    ///
    /// - Parameters:
    ///   - directory: The plugin's folder. Links above it are followed; itself it must not be one.
    ///   - limits: How much is read.
    /// - Returns: The manifest of what was read. A file that is changed after it was read is not noticed: verify the
    ///   folder against the manifest before it is used.
    /// - Throws: As ``seal(directory:limits:)``, but nothing about writing.
    public static func manifest(
        of directory: String,
        limits: IntegrityLimits = IntegrityLimits()
    ) throws(IntegrityError) -> PluginManifest {
        try manifest(of: try PluginRoot(directory), limits)
    }

    private static func manifest(
        of root: PluginRoot,
        _ limits: IntegrityLimits
    ) throws(IntegrityError) -> PluginManifest {
        var collector = SealCollector(limits: limits)
        var walk = TreeWalk(root, limits: limits)
        try walk.run(&collector)
        let entries = try collector.finish(directory: root.directory)
        do throws(IntegrityError) {
            return try PluginManifest(files: entries, limits: limits)
        } catch {
            throw IntegrityError(
                code: error.code,
                message: "\(PathText.quoted(root.directory)) cannot be sealed: \(error.message)",
                cause: error
            )
        }
    }
}
