/// How much a line of a plugin's log matters; the five levels of hclog.
public enum PluginLogLevel: String, Sendable, Hashable, CaseIterable, Comparable {
    /// Steps inside the plugin, for its author.
    case trace
    /// Details, and everything whose level is not known.
    case debug
    /// What a user may want to know.
    case info
    /// Something is not as it should be.
    case warn
    /// Something failed.
    case error

    /// Trace is lowest, error highest.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }

    private var rank: Int {
        switch self {
        case .trace: 0
        case .debug: 1
        case .info: 2
        case .warn: 3
        case .error: 4
        }
    }
}

/// One entry of a plugin's log, read from its stderr.
public struct PluginLogEntry: Sendable, Hashable {
    /// A further value of an entry.
    public struct Field: Sendable, Hashable {
        /// The name.
        public var key: String
        /// The value: a string as it is, everything else as compact JSON.
        public var value: String

        /// Creates a field.
        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// How much it matters.
    public var level: PluginLogLevel
    /// The text; may hold newlines and control characters, so escape it for a terminal (``SafeText``).
    public var message: String
    /// The name of the logger in the plugin, `@module`.
    public var module: String?
    /// When the plugin wrote it, as it wrote it: `2006-01-02T15:04:05.000000Z`.
    public var timestamp: String?
    /// The other values, in the order of the line.
    public var fields: [Field]
    /// Whether the message is the line, or a piece of it, as the plugin wrote it, because it is no hclog JSON.
    public var raw: Bool

    /// Creates an entry.
    public init(
        level: PluginLogLevel,
        message: String,
        module: String? = nil,
        timestamp: String? = nil,
        fields: [Field] = [],
        raw: Bool = false
    ) {
        self.level = level
        self.message = message
        self.module = module
        self.timestamp = timestamp
        self.fields = fields
        self.raw = raw
    }
}
