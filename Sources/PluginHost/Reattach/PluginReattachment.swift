public import PluginProtocol
public import PluginTransport

/// Everything that decides how a host attaches to a plugin that runs already.
///
/// Its connection is not protected by TLS, unless host and plugin have settings of their own: the keys of the plugin's
/// first host are with that host alone.
public struct PluginReattachment: Sendable {
    /// What the plugin is called in messages and logs.
    public var name: String
    /// Where it runs.
    public var configuration: ReattachConfiguration
    /// The versions of the plugin's own contract that the host understands; nil for any.
    public var appProtocols: [Int]?
    /// TLS settings of the host's own, for a plugin that has some too; nil for no TLS.
    public var tlsSettings: HostTLSSettings?
    /// How long the connection may take.
    public var connectTimeout: Duration = .seconds(10)
    /// How long each step of a stop may take.
    public var stopPolicy = StopPolicy()
    /// How large messages may be.
    public var messageLimits = MessageLimits.host
    /// How large messages may be that the plugin sends to services of the host, through the broker: 4 MiB unless set.
    public var brokerMessageLimits = MessageLimits.plugin
    /// As ``PluginLaunch/spins``.
    public var spins = false
    /// As ``PluginLaunch/observer``.
    public var observer: (any PluginCallObserver)?
    /// Takes what the plugin prints while no other host does, in order; the plugin waits while this does.
    public var output: @Sendable (StdioPiece) async -> Void = { _ in }

    /// Creates a reattachment with the defaults.
    public init(name: String, configuration: ReattachConfiguration) {
        self.name = name
        self.configuration = configuration
    }
}
