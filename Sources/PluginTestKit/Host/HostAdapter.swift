public import PluginProtocol

/// A host whose conformance is looked at: somebody's implementation of starting, calling and stopping a plugin.
///
/// An adapter for this engine's own host is ``EngineHostAdapter``; write another to hold another host against the
/// statements.
public protocol HostAdapter: Sendable {
    /// What the host is called in reports.
    var name: String { get }

    /// Starts a plugin, asks once for its health when it is up, stops it in whatever way the host stops plugins, and says
    /// what happened. It returns when the host is done with the plugin, and soon when the calling task is cancelled.
    func run(_ configuration: HostConfiguration) async -> HostReport
}

/// What a host is told about a plugin.
public struct HostConfiguration: Sendable {
    /// The program; it has no arguments.
    public var program: String
    /// How the plugin knows its host.
    public var cookie: MagicCookie
    /// The versions of the contract to offer.
    public var appProtocols: [Int] = [1]
    /// Whether to require automatic mutual TLS; without, the host asks for none.
    public var requiresTLS = false
    /// Whether to require multiplexing.
    public var requiresMultiplexing = false
    /// How long the plugin may take to print its line.
    public var startTimeout: Duration = .seconds(30)
    /// Variables that the user of the host sets for the plugin.
    public var environment: [String: String] = [:]

    /// Creates a configuration with the defaults.
    public init(program: String, cookie: MagicCookie) {
        self.program = program
        self.cookie = cookie
    }
}

/// What a host made of a plugin.
public struct HostReport: Sendable {
    /// How severe a log entry is.
    public typealias Level = PluginLogLevel

    /// One entry of the plugin's log, as the host shows it.
    public struct LogEntry: Sendable, Hashable {
        /// How severe the host takes it to be.
        public var level: Level
        /// Its text.
        public var message: String
        /// Its values, as text.
        public var fields: [String: String]

        /// Creates an entry.
        public init(level: Level, message: String, fields: [String: String] = [:]) {
            self.level = level
            self.message = message
            self.fields = fields
        }
    }

    /// Why the start failed, in the host's words; nil when the plugin was up.
    public var failure: String?
    /// The version that was agreed, when the plugin was up.
    public var appProtocol: Int?
    /// What the health service answered, such as `SERVING`, or why there was no answer.
    public var health: String?
    /// Whether the plugin had to be killed.
    public var wasForced = false
    /// The plugin's log.
    public var log: [LogEntry] = []

    /// Creates an empty report.
    public init() {}
}
