/// Where a plugin listens.
public enum PluginAddress: Sendable, Hashable {
    /// A Unix socket, by its path on the file system.
    case unix(path: String)
    /// A TCP port; `host` is a name or a number, an IPv6 one without brackets.
    case tcp(host: String, port: Int)
}

extension PluginAddress: CustomStringConvertible {
    /// The network and the address: `unix:/run/p.sock`, `tcp:127.0.0.1:80`, `tcp:[::1]:80`.
    public var description: String { "\(network):\(text)" }

    /// The name of the network in field 2 of the handshake line: `unix` or `tcp`.
    public var network: String {
        switch self {
        case .unix: "unix"
        case .tcp: "tcp"
        }
    }

    /// The address in field 3 of the handshake line: a path, or `host:port`.
    public var text: String {
        switch self {
        case .unix(let path): path
        case .tcp(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}

extension PluginAddress {
    /// How many bytes the path of a Unix socket can have: 107 on Linux, 103 elsewhere.
    ///
    /// `sun_path` has room for one more, the zero byte at its end.
    public static let unixPathLimit: Int = {
        #if os(Linux) || os(Android)
        107
        #else
        103
        #endif
    }()
}
