/// What a plugin can provide.
public enum Capability: String, Sendable, Hashable, Codable, CaseIterable {
    /// Lists, reads and changes resources of some system.
    case resource
    /// Opens interactive sessions.
    case exec
    /// Forwards ports.
    case networker
    /// Streams log lines.
    case log
    /// Streams measurements.
    case metric
    /// Has settings of its own.
    case settings
    /// Brings pages of its own.
    case ui

    /// Whether a running backend serves this capability; all but ``ui``, which is files.
    public var isBackend: Bool { self != .ui }

    /// Words that early releases listed among the capabilities and that no engine serves.
    static let retired: Set<String> = ["filesystem", "reporter"]
}
