/// How much of a plugin is read before it is refused. Every value comes from the plugin and is hostile until checked.
///
/// The nesting of the manifest's JSON needs no number: its reader accepts exactly the three levels of the format
/// and refuses a bracket anywhere else, without recursion.
public struct IntegrityLimits: Hashable, Sendable {
    /// The longest manifest in bytes, as read and as written. Default 4 MiB.
    public var maxManifestBytes = 4 << 20

    /// The most files in a manifest, and the most files below a plugin's folder. Default 10,000.
    public var maxFiles = 10_000

    /// The most folders below a plugin's folder. Default 10,000.
    public var maxFolders = 10_000

    /// The longest relative path in UTF-8 bytes. Default 1,024.
    public var maxPathBytes = 1024

    /// The most components of a relative path. Default 32.
    public var maxDepth = 32

    /// The most bytes in all files together, so that a sparse file cannot keep the hash busy for days. Default 16 GiB.
    public var maxTotalBytes: Int64 = 16 << 30

    /// The default limits.
    public init() {}
}
