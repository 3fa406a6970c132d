public import PluginProtocol
public import PluginTransport

/// Everything that decides how one backend is started, connected to and stopped.
///
/// The defaults are the safe ones: mutual TLS is required, and nothing of the host's environment is passed on.
public struct PluginLaunch: Sendable {
    /// Whether the connection to a plugin must be protected by mutual TLS.
    public enum TLSRequirement: String, Sendable, Hashable, CaseIterable {
        /// The plugin must answer with a certificate; otherwise it is stopped.
        case required
        /// A certificate is sent along; a plugin that answers without one is talked to in plain text.
        case optional
        /// No TLS.
        case off
    }

    /// What the plugin is called in messages and logs.
    public var name: String
    /// What to execute.
    public var command: PluginCommand
    /// How the plugin knows that it was started by the right host.
    public var cookie: MagicCookie
    /// The versions of the plugin's own contract that the host understands.
    public var appProtocols: [Int] = [1]
    /// Whether TLS is required.
    public var tls: TLSRequirement = .required
    /// Whether the plugin must put all connections on one socket (`PLUGIN_MULTIPLEX_GRPC`); one that cannot is stopped.
    public var isMultiplexed = false
    /// Names of the host's environment variables to pass on.
    public var passedEnvironment: [String] = []
    /// Environment variables to set; they win over those passed on.
    public var environment: [String: String] = [:]
    /// How long the plugin may take from its start to its handshake line; 60 s as in go-plugin.
    public var startTimeout: Duration = .seconds(60)
    /// How long the connection and the TLS handshake may take, together.
    public var connectTimeout: Duration = .seconds(10)
    /// How long each step of a stop may take.
    public var stopPolicy = StopPolicy()
    /// How large messages may be.
    public var messageLimits = MessageLimits.host
    /// Whether the thread that reads from plugins looks again and again for up to 50 us, while this one is called, before
    /// it goes to sleep: an answer is there sooner, for a processor that is busy meanwhile. Not done with one processor.
    public var spins = false
    /// Takes what the plugin prints after its handshake, in order; the plugin waits while this does.
    public var output: @Sendable (StdioPiece) async -> Void = { _ in }

    /// Creates a launch with the defaults.
    public init(name: String, command: PluginCommand, cookie: MagicCookie) {
        self.name = name
        self.command = command
        self.cookie = cookie
    }
}
