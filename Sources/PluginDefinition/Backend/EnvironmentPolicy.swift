/// The variables that a backend sees beside those of the handshake. Nothing else is passed on.
public struct EnvironmentPolicy: Sendable, Hashable, Codable {
    /// Names of variables that are passed on when the engine has them.
    public var pass: [String]
    /// Variables that are set, with their values.
    public var set: [String: String]

    /// Creates a policy; by default nothing is passed on.
    ///
    /// - Parameters:
    ///   - pass: Names of variables that are passed on.
    ///   - set: Variables that are set, with their values.
    public init(pass: [String] = [], set: [String: String] = [:]) {
        self.pass = pass
        self.set = set
    }

    /// What a backend of schema versions 0 and 1 sees, which expects all that its host has and cannot ask for any of it:
    /// who the user is, the language, and where files, certificates and proxies are. No variable whose purpose is a
    /// secret is among them.
    public static let legacy = EnvironmentPolicy(
        pass: ["HOME", "USER", "LOGNAME", "SHELL", "PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "XDG_CONFIG_HOME"]
            + ["KUBECONFIG", "AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_CONFIG_FILE"]
            + ["AWS_SHARED_CREDENTIALS_FILE", "SSL_CERT_FILE", "SSL_CERT_DIR"]
            + ["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"]
    )

    /// The variables that the engine sets for each backend. No definition passes on or sets them.
    public enum EngineVariable: String, CaseIterable, Sendable {
        /// The plugin's id.
        case pluginID = "OMNIVIEW_PLUGIN_ID"
        /// The folder that is the plugin's own to write to: an absolute path. It stays when the plugin is upgraded,
        /// rolled back or removed.
        case dataDirectory = "OMNIVIEW_DATA_DIR"
    }

    /// Variables that go-plugin's handshake sets; all begin like this, and plugins act on them.
    static let reservedPrefix = "PLUGIN_"

    /// The handshake's own variables, none of which can be a cookie.
    static let handshakeVariables: Set<String> = [
        "PLUGIN_MIN_PORT", "PLUGIN_MAX_PORT", "PLUGIN_PROTOCOL_VERSIONS", "PLUGIN_CLIENT_CERT",
        "PLUGIN_UNIX_SOCKET_DIR", "PLUGIN_UNIX_SOCKET_GROUP", "PLUGIN_MULTIPLEX_GRPC",
    ]

    /// Whether a variable means something else than that a host has started the program.
    static func isTaken(_ name: String) -> Bool {
        handshakeVariables.contains(name) || EngineVariable(rawValue: name) != nil
    }
}
