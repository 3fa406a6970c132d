/// Which names a client may call the server by.
///
/// A page on the internet can give its own name the address 127.0.0.1 and then read what listens there (DNS
/// rebinding). The browser still sends that name as `Host`, and so it is refused.
struct HostPolicy: Sendable {
    enum Verdict: Equatable {
        /// The engine's own name.
        case engine
        /// `<plugin-id>.localhost`, where only a plugin's view lives.
        case pluginView(String)
        case refused
    }

    /// Addresses beyond loopback that are listened on.
    let allowedAddresses: Set<String>

    func verdict(on authority: String?, port: Int) -> Verdict {
        guard let authority = authority?.lowercased(), let host = Self.host(of: authority, port: port) else {
            return .refused
        }
        if host == "localhost" || host == "127.0.0.1" || host == "[::1]" { return .engine }
        if allowedAddresses.contains(where: { $0 == host || "[\($0)]" == host }) { return .engine }
        let suffix = ".localhost"
        let plugin = String(host.dropLast(suffix.count))
        return host.hasSuffix(suffix) && PathSegment.isPluginID(plugin) ? .pluginView(plugin) : .refused
    }

    /// The host, when the port behind it is the one that was connected to.
    private static func host(of authority: String, port: Int) -> String? {
        let suffix = ":\(port)"
        if authority.hasSuffix(suffix) { return String(authority.dropLast(suffix.count)) }
        return port == 80 ? authority : nil
    }
}
