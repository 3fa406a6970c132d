/// The environment variables of go-plugin.
public enum EnvironmentName {
    /// Lowest TCP port that the plugin may listen on.
    public static let minPort = "PLUGIN_MIN_PORT"
    /// Highest TCP port that the plugin may listen on.
    public static let maxPort = "PLUGIN_MAX_PORT"
    /// The app protocol versions that the host offers, with commas between them.
    public static let protocolVersions = "PLUGIN_PROTOCOL_VERSIONS"
    /// `true` when the host wants the broker's connections multiplexed.
    public static let multiplexGRPC = "PLUGIN_MULTIPLEX_GRPC"
    /// The host's certificate as PEM text with newlines.
    public static let clientCertificate = "PLUGIN_CLIENT_CERT"
    /// Name or number of the group that may use the plugin's socket.
    public static let unixSocketGroup = "PLUGIN_UNIX_SOCKET_GROUP"
    /// The folder in which the plugin makes its socket.
    public static let unixSocketDirectory = "PLUGIN_UNIX_SOCKET_DIR"

    /// All of the above.
    public static let all: Set<String> = [
        minPort, maxPort, protocolVersions, multiplexGRPC, clientCertificate, unixSocketGroup, unixSocketDirectory,
    ]

    /// What the name of a variable begins with that a host never hands on from its own environment.
    ///
    /// A plugin that is itself a host got such variables for its own handshake; a child that sees them answers its
    /// host with a certificate nobody asked for.
    public static let inheritedPrefix = "PLUGIN_"

    /// Whether the text can be the name of a variable: not empty, without `=` and without a zero byte.
    static func isValid(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains { $0 == 0 || $0 == UInt8(ascii: "=") }
    }
}
