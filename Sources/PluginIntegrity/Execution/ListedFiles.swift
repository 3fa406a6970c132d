/// The files that a plugin's manifest lists, read one by one when they are wanted, each compared with the manifest.
///
/// Nothing but the manifest is read before: for files that are served and not executed, such as those of a user
/// interface. The folder stays open, so that another one in its place is not read.
public struct ListedFiles: Sendable {
    private let root: PluginRoot
    /// The manifest.
    public let manifest: PluginManifest

    /// Opens a plugin's folder.
    ///
    /// - Parameters:
    ///   - directory: The plugin's folder. Links above it are followed; itself it must not be one.
    ///   - manifest: What its files must be; nil for what its own manifest lists.
    ///   - limits: How much is read.
    /// - Throws: ``IntegrityError/Code/unsealed`` when there is no manifest, and errors about the folder, the manifest
    ///   or the limits.
    public init(
        directory: String,
        against manifest: PluginManifest? = nil,
        limits: IntegrityLimits = IntegrityLimits()
    ) throws(IntegrityError) {
        root = try PluginRoot(directory)
        self.manifest = if let manifest { manifest } else { try ManifestFile.read(in: root, limits: limits) }
    }

    init(root: PluginRoot, manifest: PluginManifest) {
        self.root = root
        self.manifest = manifest
    }

    /// Reads a listed file, and returns its bytes only if they are those of the manifest. Blocks until that is done.
    ///
    /// - Parameters:
    ///   - path: The path as the manifest lists it.
    ///   - limit: How many bytes the file may have.
    /// - Throws: ``IntegrityError/Code/notListed``, ``IntegrityError/Code/limitExceeded``,
    ///   ``IntegrityError/Code/notIntact`` when the file is no longer what was sealed.
    public func contents(of path: String, limit: Int) throws(IntegrityError) -> [UInt8] {
        guard let entry = manifest.files.first(where: { RelativePath($0.path) == RelativePath(path) }) else {
            throw IntegrityError(
                code: .notListed,
                message: "the manifest of \(PathText.quoted(root.directory)) does not list \(PathText.quoted(path)); "
                    + "seal the plugin again"
            )
        }
        guard entry.size <= limit else {
            throw IntegrityError(
                code: .limitExceeded,
                message: "\(PathText.quoted(path)) has \(entry.size) bytes, and \(limit) are allowed; make it smaller"
            )
        }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(Int(entry.size))
        if case .file(let file) = root.descriptor.find(RelativePath(path)), file.info.size == entry.size {
            let failure = FileDigest.read(file) { chunk in
                bytes.append(contentsOf: chunk)
                return true
            }
            if failure == nil, FileDigest.digest(of: bytes) == entry.sha256 { return bytes }
        }
        throw IntegrityError(
            code: .notIntact,
            message: "\(PathText.quoted(path)) changed after it was verified; "
                + "stop what writes to it, and start the plugin again"
        )
    }
}
