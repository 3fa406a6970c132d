/// What a plugin reads from the environment that its host gave it.
public struct ServeEnvironment: Sendable {
    /// How many items of the host's version list are read; the rest is ignored. Default: 1,024.
    public static let versionLimit = 1_024

    /// The app protocol versions that the host offers; nil when it lists none, as hosts from before negotiation do.
    public var hostAppProtocols: [Int]?
    /// The items of the host's list that are no numbers; see ``warnings``.
    public var invalidVersions: [String] = []
    /// The host's certificate as PEM text; nil when the host asks for no TLS.
    public var clientCertificatePEM: String?
    /// Whether the host asks for multiplexing.
    public var multiplexing = false
    /// Whether the handshake line gets its seventh field.
    ///
    /// True whenever the host set the variable, to whatever value: such a host knows the field.
    public var printsMultiplexing = false
    /// The folder in which the socket is made; nil means the system's temporary folder.
    public var socketDirectory: String?
    /// Name or number of the group that may use the socket.
    public var socketGroup: String?
    private var ports: Result<ClosedRange<Int>?, PluginProtocolError>

    /// Checks the cookie and reads the rest.
    ///
    /// - Throws: ``PluginProtocolError/Code/misconfigured`` when the plugin's author set no cookie,
    ///   ``PluginProtocolError/Code/notStartedByHost`` when the environment has another one. In both cases the message
    ///   is what the plugin writes to stderr, with a newline, before it exits with code 1.
    public init(reading environment: [String: String], cookie: MagicCookie) throws(PluginProtocolError) {
        guard !cookie.key.isEmpty, !cookie.value.isEmpty else { throw .noCookie }
        guard environment[cookie.key] == cookie.value else { throw .notStartedByHost }
        self.init(unchecked: environment)
    }

    /// Takes whatever value the host gave to the cookie's variable, as long as it is not empty.
    ///
    /// For hosts that make up a new value at each start, as CrowdSec does.
    public init(
        reading environment: [String: String],
        anyCookieValueOf key: String
    ) throws(PluginProtocolError) {
        guard !key.isEmpty else { throw .noCookie }
        guard let value = environment[key], !value.isEmpty else { throw .notStartedByHost }
        self.init(unchecked: environment)
    }

    /// Reads it for a plugin that no host has started, and that has no cookie to look for.
    public init(unasked environment: [String: String]) {
        self.init(unchecked: environment)
    }

    private init(unchecked environment: [String: String]) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }

        if let list = value(EnvironmentName.protocolVersions) {
            var versions: [Int] = []
            for item in list.split(separator: ",", maxSplits: Self.versionLimit, omittingEmptySubsequences: false)
                .prefix(Self.versionLimit)
            {
                if let version = Int(item) { versions.append(version) } else { invalidVersions.append(String(item)) }
            }
            hostAppProtocols = versions
        }
        clientCertificatePEM = value(EnvironmentName.clientCertificate)
        let multiplex = value(EnvironmentName.multiplexGRPC)
        multiplexing = multiplex.flatMap(GoValue.boolean) ?? false
        printsMultiplexing = multiplex != nil
        socketDirectory = value(EnvironmentName.unixSocketDirectory)
        socketGroup = value(EnvironmentName.unixSocketGroup)
        ports = Self.ports(min: value(EnvironmentName.minPort), max: value(EnvironmentName.maxPort))
    }
}

extension ServeEnvironment {
    /// A line for stderr for each item of the version list that is no number.
    public var warnings: [String] {
        invalidVersions.map { "server sent invalid plugin version \(SafeText.quoting($0))" }
    }

    /// The TCP ports to choose from; nil when the host named none, or none that work (``tcpPortRange()``).
    public var portRange: ClosedRange<Int>? {
        guard case .success(let range) = ports else { return nil }
        return range
    }

    /// The TCP ports to choose from, for a plugin that really listens on TCP.
    ///
    /// A plugin with a Unix socket does not look at them, so bad ones are an error only here.
    ///
    /// - Returns: nil when the host named none: any free port will do.
    public func tcpPortRange() throws(PluginProtocolError) -> ClosedRange<Int>? {
        try ports.get()
    }

    private static func ports(min: String?, max: String?) -> Result<ClosedRange<Int>?, PluginProtocolError> {
        guard min != nil || max != nil else { return .success(nil) }
        do throws(PluginProtocolError) {
            let low = try min.map { value throws(PluginProtocolError) in try port(value, EnvironmentName.minPort) } ?? 0
            let high =
                try max.map { value throws(PluginProtocolError) in try port(value, EnvironmentName.maxPort) } ?? 0
            guard low <= high else {
                throw .ports("PLUGIN_MIN_PORT value of \(low) is greater than PLUGIN_MAX_PORT value of \(high)")
            }
            return .success(low...high)
        } catch {
            return .failure(error)
        }
    }

    private static func port(_ text: String, _ name: String) throws(PluginProtocolError) -> Int {
        let port: Int
        do {
            port = try GoValue.integer(text, function: "ParseInt")
        } catch {
            throw .ports("couldn't get value from \(name): \(error.text)")
        }
        guard (0...65_535).contains(port) else {
            throw .ports("couldn't get value from \(name): \(port) is no port from 0 to 65535")
        }
        return port
    }
}

extension PluginProtocolError {
    /// What a plugin says that was started by hand; hosts and their users know these words.
    static let notStartedByHost = PluginProtocolError(
        code: .notStartedByHost,
        message: """
            This binary is a plugin. These are not meant to be executed directly.
            Please execute the program that consumes these plugins, which will
            load any plugins automatically
            """
    )

    /// What a plugin says whose author set no cookie.
    static let noCookie = PluginProtocolError(
        code: .misconfigured,
        message: """
            Misconfigured ServeConfig given to serve this plugin: no magic cookie
            key or value was set. Please notify the plugin author and report
            this as a bug.
            """
    )

    static func ports(_ message: String) -> Self {
        PluginProtocolError(code: .invalidPorts, message: message)
    }
}
