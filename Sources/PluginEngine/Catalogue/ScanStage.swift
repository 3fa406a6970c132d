/// The stages of a scan, in their order. Each stops the next for the plugin that it refuses, and for no other.
public enum ScanStage: String, Sendable, Hashable, CaseIterable, Codable {
    /// Looking for folders below `plugins/`.
    case find
    /// Reading the definition.
    case read
    /// Comparing the files with what they must be.
    case verify
    /// Checking that what the definition declares is there.
    case validate
    /// Finding the plugins that it needs.
    case resolve
}

/// Why a scan does not take a plugin.
public struct PluginRejection: Sendable {
    /// The stage that refused it.
    public let stage: ScanStage
    /// What is wrong, with every finding.
    public let error: PluginEngineError
}
