/// One line of a plugin's log: `GET /v1/plugins/{id}/logs`.
public struct LogRecord: Codable, Hashable, Sendable {
    /// Its place in this plugin's log; it only grows.
    public var sequence: Int
    /// When it was written.
    public var time: Timestamp
    /// How important it is.
    public var level: LogLevel
    /// The text, secrets removed.
    public var message: String
    /// Which part of the plugin wrote it.
    public var source: String?
    /// What the line carries beside its text.
    public var fields: [String: JSONValue]?

    private enum CodingKeys: String, CodingKey {
        case sequence
        case time
        case level
        case message
        case source
        case fields
    }

    /// Creates the value.
    public init(
        sequence: Int,
        time: Timestamp,
        level: LogLevel,
        message: String,
        source: String? = nil,
        fields: [String: JSONValue]? = nil
    ) {
        self.sequence = sequence
        self.time = time
        self.level = level
        self.message = message
        self.source = source
        self.fields = fields
    }
}
