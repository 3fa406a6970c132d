/// One entry of the engine's journal: `GET /v1/events`.
public struct EngineEvent: Codable, Hashable, Sendable {
    /// Its place in the journal; it only grows.
    public var sequence: Int
    /// When it happened.
    public var time: Timestamp
    /// The plugin, when it is about one.
    public var plugin: String?
    /// What happened, such as `plugin.phase-changed`.
    public var kind: String
    /// What belongs to it.
    public var data: JSONValue

    private enum CodingKeys: String, CodingKey {
        case sequence
        case time
        case plugin
        case kind
        case data
    }

    /// Creates the value.
    public init(sequence: Int, time: Timestamp, plugin: String? = nil, kind: String, data: JSONValue) {
        self.sequence = sequence
        self.time = time
        self.plugin = plugin
        self.kind = kind
        self.data = data
    }
}

/// Says in an event stream that the events that were asked for are gone.
public struct EventGap: Codable, Hashable, Sendable {
    /// The sequence that was asked for.
    public var after: Int
    /// The sequence of the oldest event that is left; the stream goes on with it.
    public var next: Int

    private enum CodingKeys: String, CodingKey {
        case after
        case next
    }

    /// Creates the value.
    public init(after: Int, next: Int) {
        self.after = after
        self.next = next
    }
}
