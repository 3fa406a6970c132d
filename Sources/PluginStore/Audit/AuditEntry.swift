/// Who did what, when, and how it ended.
public struct AuditEntry: Sendable, Hashable, Codable {
    /// When, in milliseconds since 1970.
    public var time: Int64
    /// Who, such as `cli:uid=1000`.
    public var actor: String
    /// What, such as `plugin.install`.
    public var action: String
    /// The plugin that it was done to; nil for the engine itself.
    public var plugin: String?
    /// What is known of it, as JSON. The store does not read it; secrets do not belong in it.
    public var detail: String
    /// How it ended, such as `ok` or an error's code.
    public var outcome: String

    /// Makes an entry.
    public init(
        time: Int64,
        actor: String,
        action: String,
        plugin: String? = nil,
        detail: String,
        outcome: String
    ) {
        self.time = time
        self.actor = actor
        self.action = action
        self.plugin = plugin
        self.detail = detail
        self.outcome = outcome
    }
}

/// An entry with its number, which is never used twice.
public struct StoredAuditEntry: Sendable, Hashable, Codable, Identifiable {
    /// Its number.
    public var id: Int64
    /// What was recorded.
    public var entry: AuditEntry

    /// Makes a stored entry.
    public init(id: Int64, entry: AuditEntry) {
        self.id = id
        self.entry = entry
    }
}
