public import PluginDefinition

/// One version of a plugin in the store.
public struct InstalledVersion: Hashable, Sendable, Codable {
    /// Who wrote the manifest.
    public enum Sealer: String, Hashable, Sendable, Codable {
        /// The plugin came with it.
        case author
        /// The engine, of the files as they came: it proves that they are unchanged, not who made them.
        case installer
    }

    /// The plugin.
    public let id: PluginID

    /// The SHA-256 of the manifest, 64 hexadecimal digits: the version's name in the store.
    public let digest: String

    /// The version as the definition writes it.
    public let version: String

    /// Who wrote the manifest.
    public let sealer: Sealer

    /// When it was installed last, in milliseconds since 1970.
    public let installedAt: Int64

    /// Whether the plugin's name leads to it.
    public let isActive: Bool

    /// Whether the engine has tried it and did not take it: nothing goes back to it by itself, and it goes with the garbage.
    public let isRefused: Bool
}

/// What an installation did.
public struct Installation: Hashable, Sendable {
    /// The version that is active now.
    public let installed: InstalledVersion

    /// The digest of the version that was active before; nil when there was none.
    public let previous: String?

    /// Where the user's own folder is now; nil when there was none.
    public let movedAside: String?

    /// What the definition's reader remarked; no errors among them.
    public let diagnostics: [Diagnostic]
}
