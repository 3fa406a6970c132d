public import GRPCCore
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
    /// What to execute, unless there is a ``runner``.
    public var command: PluginCommand
    /// Starts the plugin in place of this host; then ``command`` must be empty.
    public var runner: (any PluginRunner)?
    /// What the file of ``command`` must hash to; nil for no comparison. What is compared is what is executed.
    public var checksum: PluginChecksum?
    /// How the plugin knows that it was started by the right host.
    public var cookie: MagicCookie
    /// The versions of the plugin's own contract that the host understands.
    public var appProtocols: [Int] = [1]
    /// Whether TLS is required.
    public var tls: TLSRequirement = .required
    /// TLS settings of the host's own, for a plugin that has some too; nil for certificates that the two make for each
    /// start. With them TLS is required, whatever ``tls`` says.
    public var tlsSettings: HostTLSSettings?
    /// Whether the plugin must put all connections on one socket (`PLUGIN_MULTIPLEX_GRPC`); one that cannot is stopped.
    public var isMultiplexed = false
    /// Names of the host's environment variables to pass on.
    public var passedEnvironment: [String] = []
    /// Environment variables to set; they win over those passed on.
    public var environment: [String: String] = [:]
    /// The folder below which the host makes the plugin's private one, for its socket and its temporary files: an absolute
    /// path that is short enough for sockets. Nil for the host's `TMPDIR`, or `/tmp` when that is not set or too long.
    public var socketDirectory: String?
    /// The name or number of a group that may use the plugin's sockets, such as that of another user whom the host starts
    /// the plugin as; the host must belong to it. Nil for the host's user alone.
    public var socketGroup: String?
    /// The TCP ports of a plugin that does not listen on a Unix socket; nil for 10,000 to 25,000, as in go-plugin.
    public var ports: ClosedRange<Int>?
    /// How long the plugin may take from its start to its handshake line; 60 s as in go-plugin.
    public var startTimeout: Duration = .seconds(60)
    /// How long the connection and the TLS handshake may take, together.
    public var connectTimeout: Duration = .seconds(10)
    /// How long each step of a stop may take.
    public var stopPolicy = StopPolicy()
    /// Whether the plugin goes on when this process ends without having stopped it; for one that another host will attach
    /// to.
    ///
    /// Otherwise, on Linux, it gets SIGTERM and a second, and then SIGKILL with all that it has started. Elsewhere the
    /// plugin alone decides, and those of PluginSDK end unless `stopsWithHost` is false. A stop is the same in both cases.
    public var outlivesHost = false
    /// How large messages may be.
    public var messageLimits = MessageLimits.host
    /// How large messages may be that the plugin sends to services of the host, through the broker: 4 MiB unless set.
    public var brokerMessageLimits = MessageLimits.plugin
    /// Whether the thread that reads from plugins looks again and again for up to 50 us, while this one is called, before
    /// it goes to sleep: an answer is there sooner, for a processor that is busy meanwhile. Not done with one processor.
    public var spins = false
    /// Whether calls go through memory that host and plugin share, where the plugin can (those of PluginSDK do), and over
    /// its socket as always where it cannot, or where it is multiplexed.
    ///
    /// It is for large messages and for calls that follow each other closely. What goes through the memory is not
    /// encrypted, whatever ``tls`` says: nobody but the plugin's process inherits it. See docs/embed-the-host.md.
    public var sharesMemory = false
    /// Sees each call to the plugin, whichever way it is made: through ``RunningPlugin/client``, typed, raw, health checks,
    /// reflection, and on connections of the broker. The host's own streams for output and broker, which last as long as
    /// the plugin, and the request to end are none of them. Nil for nobody.
    public var observer: (any PluginCallObserver)?
    /// See each call that is made through ``RunningPlugin/client``, the first of them first.
    public var interceptors: [any ClientInterceptor] = []
    /// Takes what the plugin prints after its handshake, in order; the plugin waits while this does.
    public var output: @Sendable (StdioPiece) async -> Void = { _ in }
    /// Takes a copy of what the plugin writes to standard error, byte for byte, before any of it is read as a log; the
    /// plugin waits while this does. Nil for no copy.
    public var standardError: (@Sendable ([UInt8]) async -> Void)?
    /// How many entries of the plugin's log reach the logger; nil for all of them.
    public var logLimit: LogLimit? = LogLimit()
    /// How many bytes a line of the log may have to be read as a whole, at least 1; a longer one comes in pieces of this
    /// length, at debug.
    public var logLineLimit = PluginLogParser.defaultLineLimit

    /// Creates a launch of a plugin that a runner starts, with the defaults.
    public init(name: String, runner: any PluginRunner, cookie: MagicCookie) {
        self.init(name: name, command: PluginCommand(program: ""), cookie: cookie)
        self.runner = runner
    }

    /// Creates a launch with the defaults.
    public init(name: String, command: PluginCommand, cookie: MagicCookie) {
        self.name = name
        self.command = command
        self.cookie = cookie
    }
}
