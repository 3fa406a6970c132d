public import Logging

/// One entry of a plugin's log, as it is shown, kept and written to disk.
public struct LogRecord: Sendable, Hashable {
    /// Who said it.
    public enum Source: String, Sendable, Hashable, Codable, CaseIterable {
        /// The plugin's own log: what it writes to standard error before and after it is served.
        case plugin
        /// What the plugin printed to standard output after its handshake.
        case stdout
        /// What the plugin printed to standard error through its connection.
        case stderr
        /// The engine's side of the plugin.
        case host
    }

    /// When, in milliseconds since 1970, by the clock of the engine's machine.
    public var time: Int64
    /// The plugin's id.
    public var plugin: String
    /// Who said it.
    public var source: Source
    /// How severe it is.
    public var level: Logger.Level
    /// The text; it may have several lines.
    public var message: String
    /// Further values by name.
    public var metadata: [String: String]

    /// Creates a record.
    public init(
        time: Int64,
        plugin: String,
        source: Source,
        level: Logger.Level,
        message: String,
        metadata: [String: String] = [:]
    ) {
        self.time = time
        self.plugin = plugin
        self.source = source
        self.level = level
        self.message = message
        self.metadata = metadata
    }

    /// What the record counts for where memory is limited, in bytes: its texts, and a flat part for the rest.
    var cost: Int {
        metadata.reduce(128 + message.utf8.count) { $0 + 64 + $1.key.utf8.count + $1.value.utf8.count }
    }
}

/// A record with its place in its plugin's log.
public struct LogEntry: Sendable, Hashable {
    /// 1 for the first record since the engine started, and one more for each that follows.
    public var number: UInt64
    /// The record.
    public var record: LogRecord

    /// Creates an entry.
    public init(number: UInt64, record: LogRecord) {
        self.number = number
        self.record = record
    }
}
