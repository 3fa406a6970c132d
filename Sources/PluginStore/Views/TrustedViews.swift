/// The files of a plugin whose views a person trusts with the window.
public struct TrustedViews: Sendable, Hashable, Codable {
    /// The plugin's id.
    public var plugin: String
    /// The SHA-256 of the manifest of these files, as hexadecimal text. Other files are not meant.
    public var digest: String
    /// When the person said so, in milliseconds since 1970.
    public var time: Int64

    /// Makes a record.
    public init(plugin: String, digest: String, time: Int64) {
        self.plugin = plugin
        self.digest = digest
        self.time = time
    }
}
