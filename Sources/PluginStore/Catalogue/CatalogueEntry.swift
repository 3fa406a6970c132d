/// An installed version of a plugin.
public struct InstalledVersion: Sendable, Hashable, Codable {
    /// The plugin's id.
    public var plugin: String
    /// The version's text, as its definition gives it. Two installed versions may have the same.
    public var version: String
    /// The SHA-256 of the manifest as hexadecimal text: the version's address among the stored plugins.
    public var digest: String
    /// When it was installed, in milliseconds since 1970.
    public var installed: Int64
    /// The path or name that it came from.
    public var origin: String
    /// Whether it came with a manifest of its own.
    public var isSealed: Bool

    /// Makes a version's record.
    public init(plugin: String, version: String, digest: String, installed: Int64, origin: String, isSealed: Bool) {
        self.plugin = plugin
        self.version = version
        self.digest = digest
        self.installed = installed
        self.origin = origin
        self.isSealed = isSealed
    }
}

/// The phase that a plugin was last seen in.
public struct PhaseRecord: Sendable, Hashable, Codable {
    /// The phase's name.
    public var phase: String
    /// Why the plugin came to it.
    public var reason: String
    /// When, in milliseconds since 1970.
    public var time: Int64

    /// Makes a phase's record.
    public init(phase: String, reason: String, time: Int64) {
        self.phase = phase
        self.reason = reason
        self.time = time
    }
}

/// A plugin in the catalogue.
public struct CatalogueEntry: Sendable, Hashable, Codable {
    /// The plugin's id.
    public var plugin: String
    /// Whether the user wants it to run.
    public var isEnabled: Bool
    /// The digest of the version in use; nil before the first activation.
    public var active: String?
    /// The digest of the version that was in use before, for a rollback; nil when there is none.
    public var previous: String?
    /// The phase that it was last seen in; nil before the first one.
    public var lastPhase: PhaseRecord?

    /// Makes an entry.
    public init(
        plugin: String,
        isEnabled: Bool,
        active: String? = nil,
        previous: String? = nil,
        lastPhase: PhaseRecord? = nil
    ) {
        self.plugin = plugin
        self.isEnabled = isEnabled
        self.active = active
        self.previous = previous
        self.lastPhase = lastPhase
    }
}
