/// Something that was asked of the engine, and how it ended: `GET /v1/audit`.
public struct AuditRecord: Codable, Hashable, Sendable {
    /// Its number. Later ones are higher, and none is used twice.
    public var sequence: Int
    /// When it had ended.
    public var time: Timestamp
    /// Who asked for it: one of ``Caller``, or what an older engine called it.
    public var actor: String
    /// What was asked for, such as `plugin.remove`.
    public var action: String
    /// The plugin that it was asked for; absent when none was known.
    public var plugin: String?
    /// `ok`, or the type of the problem, such as `omniview:plugin/conflict`.
    public var outcome: String
    /// What else was asked for, such as the names of settings; an object, without secrets.
    public var detail: JSONValue

    /// Creates the value.
    public init(
        sequence: Int,
        time: Timestamp,
        actor: String,
        action: String,
        plugin: String? = nil,
        outcome: String,
        detail: JSONValue = .object([:])
    ) {
        self.sequence = sequence
        self.time = time
        self.actor = actor
        self.action = action
        self.plugin = plugin
        self.outcome = outcome
        self.detail = detail
    }
}
