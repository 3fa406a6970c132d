/// A plugin whose every file was compared with its manifest, and what was opened for that.
public struct VerifiedPlugin: Sendable {
    let root: PluginRoot

    /// The manifest.
    public let manifest: PluginManifest

    /// The executable that was asked for, open; nil when none was.
    public let executable: OpenFile?

    /// The findings, all of them ok; for its warnings.
    public let report: VerificationReport

    /// The plugin's folder as given. Who follows this path again may find another folder there.
    public var directory: String { root.directory }

    /// Copies every listed file into a fresh folder that only this user can enter, comparing the digest of the very
    /// bytes that are written with the manifest.
    ///
    /// For interpreters, which open scripts and modules by path, and for systems that cannot execute a descriptor.
    /// Files have mode 0500 when anyone may execute the original and 0400 otherwise, folders have 0500. Blocks until
    /// everything is copied.
    ///
    /// A process that another thread forks meanwhile has the file just being written open until it executes its own
    /// program. Executing that file fails with `ETXTBSY` for this moment; try again.
    ///
    /// - Parameter parent: An existing folder in which the copy's folder is made. It must belong to this user or root,
    ///   and others must not be able to rename what is in it: not writable for group and others, or sticky.
    /// - Returns: The copy, which is removed when the last reference goes.
    /// - Throws: ``IntegrityError/Code/notIntact`` when a file is no longer what was verified,
    ///   ``IntegrityError/Code/unsafeParent``, ``IntegrityError/Code/writeFailed``. Nothing is left behind then.
    public func makePrivateCopy(in parent: String) throws(IntegrityError) -> PrivateCopy {
        let copy = try PrivateCopy(in: parent)
        do throws(IntegrityError) {
            var writer = PrivateCopyWriter(from: root, to: copy)
            for entry in manifest.files {
                try writer.copy(entry)
            }
            try writer.finish()
        } catch {
            // The reason for giving up is worth more than a second error about cleaning up.
            try? copy.remove()
            throw error
        }
        return copy
    }
}
