/// How a plugin's backend is started and spoken to.
public struct Backend: Sendable, Hashable {
    /// The program and its arguments. Default `bin/plugin`.
    public var command: Command
    /// The variable that the program checks before it serves. Default `OMNIVIEW` set to the plugin's id.
    public var cookie: Cookie
    /// The versions of the plugin's own contract that the host may choose from, ascending. Default `[1]`.
    public var appProtocols: [Int]
    /// Whether TLS is required. Default `required`; `optional` in schema versions 0 and 1.
    public var tls: TLSRequirement
    /// Whether all connections share one socket. Default `false`.
    public var multiplex: Bool
    /// How long the program may take from its start to its handshake line. Default 60 s; 15 s in versions 0 and 1.
    public var startTimeout: Duration
    /// The variables that the program sees. Default none; ``EnvironmentPolicy/legacy`` in versions 0 and 1.
    public var environment: EnvironmentPolicy

    /// The default start timeout of schema version 2.
    public static let defaultStartTimeout = Duration.seconds(60)
    /// The start timeout of schema versions 0 and 1, which is Omniview's.
    public static let legacyStartTimeout = Duration.seconds(15)
    /// The longest start timeout.
    public static let maximumStartTimeout = Duration.seconds(3600)

    /// Creates a backend with the defaults of schema version 2.
    ///
    /// - Parameters:
    ///   - command: The program and its arguments.
    ///   - cookie: The variable that the program checks before it serves.
    ///   - appProtocols: The versions of the plugin's own contract.
    ///   - tls: Whether TLS is required.
    ///   - multiplex: Whether all connections share one socket.
    ///   - startTimeout: How long the program may take to start.
    ///   - environment: The variables that the program sees.
    public init(
        command: Command = .default,
        cookie: Cookie,
        appProtocols: [Int] = [1],
        tls: TLSRequirement = .required,
        multiplex: Bool = false,
        startTimeout: Duration = Backend.defaultStartTimeout,
        environment: EnvironmentPolicy = EnvironmentPolicy()
    ) {
        self.command = command
        self.cookie = cookie
        self.appProtocols = appProtocols
        self.tls = tls
        self.multiplex = multiplex
        self.startTimeout = startTimeout
        self.environment = environment
    }
}

extension Backend: Codable {
    private enum CodingKeys: String, CodingKey {
        case command
        case cookie
        case appProtocols = "app_protocols"
        case tls
        case multiplex
        case startTimeout = "start_timeout"
        case environment = "env"
    }

    /// Decodes a backend; every field must be there.
    ///
    /// - Throws: `DecodingError` when a field is missing or malformed.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let timeout = try container.decode(String.self, forKey: .startTimeout)
        guard let startTimeout = Duration(written: timeout) else {
            throw DecodingError.dataCorruptedError(
                forKey: .startTimeout,
                in: container,
                debugDescription: "\(Printable.quote(timeout)) is not a duration"
            )
        }
        self.init(
            command: try container.decode(Command.self, forKey: .command),
            cookie: try container.decode(Cookie.self, forKey: .cookie),
            appProtocols: try container.decode([Int].self, forKey: .appProtocols),
            tls: try container.decode(TLSRequirement.self, forKey: .tls),
            multiplex: try container.decode(Bool.self, forKey: .multiplex),
            startTimeout: startTimeout,
            environment: try container.decode(EnvironmentPolicy.self, forKey: .environment)
        )
    }

    /// Encodes the backend with the keys of the definition file; the timeout is written with its unit.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(command, forKey: .command)
        try container.encode(cookie, forKey: .cookie)
        try container.encode(appProtocols, forKey: .appProtocols)
        try container.encode(tls, forKey: .tls)
        try container.encode(multiplex, forKey: .multiplex)
        try container.encode(startTimeout.written, forKey: .startTimeout)
        try container.encode(environment, forKey: .environment)
    }
}
