import Crypto

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the file system says of everything in a plugin's folder, without reading a file: cheap enough to be taken at
/// every change.
///
/// Two unequal fingerprints mean that something may have changed. Two equal ones mean that nothing has, when the first
/// was taken once the files were at rest: ``isSettled`` says so. It never replaces a verification before a start.
public struct FolderFingerprint: Hashable, Sendable {
    /// How long a file must have been left alone, in seconds: longer than the clock tick of any common file system,
    /// within which a second write may leave all times as they were.
    package static let settleSeconds = 2

    /// SHA-256 over the paths, and of each file its device, inode, size, mode, owner, links and times.
    public let digest: String

    /// Whether every file had been left alone for some seconds when the fingerprint was taken.
    public let isSettled: Bool

    /// Takes the fingerprint of a folder. Blocks until everything is looked at.
    ///
    /// - Parameters:
    ///   - directory: The plugin's folder. Links above it are followed; itself it must not be one.
    ///   - limits: How much is looked at.
    /// - Throws: Errors about the folder and the limits. Links, special and unreadable files are no errors here.
    public init(of directory: String, limits: IntegrityLimits = IntegrityLimits()) throws(IntegrityError) {
        try self.init(of: directory, limits: limits, settleSeconds: Self.settleSeconds)
    }

    /// With another time to settle, for tests.
    package init(
        of directory: String,
        limits: IntegrityLimits = IntegrityLimits(),
        settleSeconds: Int
    ) throws(IntegrityError) {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let root = try PluginRoot(directory)
        var collector = FingerprintCollector()
        // The walk leaves the manifest out.
        let manifest = RelativePath(PluginLayout.manifestName)
        try collector.visit(manifest, root.descriptor.find(manifest.bytes))
        var walk = TreeWalk(root, limits: limits)
        try walk.run(&collector)
        digest = collector.finish()
        // Times in the future, from a clock that was set back, never settle.
        isSettled = collector.newestChange.map { $0 + settleSeconds < Int(now.tv_sec) } ?? true
    }
}

/// Takes down what a ``TreeWalk`` finds.
private struct FingerprintCollector: TreeVisitor {
    private var hasher = SHA256()
    private(set) var newestChange: Int?

    mutating func visit(_ path: RelativePath, _ item: FoundItem) throws(IntegrityError) {
        // No path holds a NUL, so no two lists of paths and facts become the same bytes.
        add(path.bytes + [0])
        switch item {
        case .file(let file): add(file.info)
        case .directory: add("folder")
        case .symbolicLink(let target): add("link \(target)")
        case .special(let kind): add("special \(kind.rawValue)")
        case .unreadable(let number): add("unreadable \(number)")
        case .vanished: add("vanished")
        }
    }

    private mutating func add(_ info: FileInfo) {
        newestChange = max(newestChange ?? .min, info.changed.seconds)
        add(
            "file \(info.device) \(info.inode) \(info.size) \(info.mode) \(info.owner) \(info.linkCount) "
                + "\(info.modified.seconds).\(info.modified.nanoseconds) \(info.changed.seconds).\(info.changed.nanoseconds)"
        )
    }

    private mutating func add(_ text: String) { add(Array(text.utf8) + [0]) }

    private mutating func add(_ bytes: [UInt8]) { hasher.update(data: bytes) }

    mutating func finish() -> String { HexText.text(hasher.finalize()) }
}
