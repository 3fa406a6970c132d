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

    /// Variables that go-plugin's handshake sets; all begin like this, and plugins act on them.
    static let reservedPrefix = "PLUGIN_"

    /// The handshake's own variables, none of which can be a cookie.
    static let handshakeVariables: Set<String> = [
        "PLUGIN_MIN_PORT", "PLUGIN_MAX_PORT", "PLUGIN_PROTOCOL_VERSIONS", "PLUGIN_CLIENT_CERT",
        "PLUGIN_UNIX_SOCKET_DIR", "PLUGIN_UNIX_SOCKET_GROUP", "PLUGIN_MULTIPLEX_GRPC",
    ]
}
