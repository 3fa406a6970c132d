extension PluginAddress {
    /// Reads an address that a peer announces.
    ///
    /// - Parameters:
    ///   - network: `unix` or `tcp`.
    ///   - field: the path, or host and port.
    ///   - allowingRemote: whether a TCP address may be another machine's.
    init(network: String, _ field: ArraySlice<UInt8>, allowingRemote: Bool) throws(PluginProtocolError) {
        switch network {
        case "unix": try self.init(unixPath: field)
        case "tcp": try self.init(tcpAddress: field, allowingRemote: allowingRemote)
        default:
            throw PluginProtocolError(
                code: .unknownNetwork,
                message: """
                    unknown address type: \(SafeText.escaping(field))
                    The plugin names the network \(SafeText.quoting(network)); a host can connect to unix and tcp.
                    """
            )
        }
    }

    /// Reads an address that a peer announces through the broker: of this machine.
    ///
    /// - Throws: ``PluginProtocolError``, `unknownNetwork` or `invalidAddress`.
    package init(network: String, text: String) throws(PluginProtocolError) {
        try self.init(network: network, Array(text.utf8)[...], allowingRemote: false)
    }

    /// Reads field 3 of a line for the network `unix`.
    init(unixPath field: ArraySlice<UInt8>) throws(PluginProtocolError) {
        guard !field.isEmpty else { throw Self.invalid("missing address", "The plugin names no socket path.") }
        guard field.count <= Self.unixPathLimit else {
            throw Self.invalid(
                "connect: invalid argument: \(SafeText.escaping(field))",
                "A socket path can have \(Self.unixPathLimit) bytes and this one has \(field.count): "
                    + "give the plugin a shorter folder for its socket (TMPDIR or PLUGIN_UNIX_SOCKET_DIR)."
            )
        }
        guard !field.contains(0), let path = String(validating: field, as: UTF8.self) else {
            throw Self.invalid(
                "connect: invalid argument: \(SafeText.escaping(field))",
                "The socket path holds a zero byte or is not UTF-8."
            )
        }
        self = .unix(path: path)
    }

    /// Reads field 3 of a line for the network `tcp`: `host:port`, with an IPv6 host in brackets and a decimal port.
    ///
    /// A missing or unspecified host (`:80`, `0.0.0.0:80`, `[::]:80`) means this machine, as in Go.
    init(tcpAddress field: ArraySlice<UInt8>, allowingRemote: Bool) throws(PluginProtocolError) {
        let shown = SafeText.escaping(field)
        guard let address = String(validating: field, as: UTF8.self),
            address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { throw Self.invalid("address \(shown): invalid address", "It is not printable ASCII.") }
        let (host, port) = try Self.split(address, shown: shown)
        guard let number = Int(port), port.utf8.allSatisfy({ $0 != UInt8(ascii: "+") }) else {
            throw Self.invalid("lookup tcp/\(SafeText.escaping(port)): unknown port", Self.portHelp)
        }
        guard (1...65_535).contains(number) else {
            throw Self.invalid("address \(number): invalid port", Self.portHelp)
        }
        switch host {
        case "", "0.0.0.0": self = .tcp(host: "127.0.0.1", port: number)
        case "::": self = .tcp(host: "::1", port: number)
        default: self = .tcp(host: host, port: number)
        }
        guard allowingRemote || isLoopback else {
            throw Self.invalid(
                "address \(shown): not a loopback address",
                "A plugin is reached on 127.0.0.0/8, ::1 or localhost; another machine's address must be allowed first."
            )
        }
    }

    /// Whether the address is on this machine by its form; a name other than `localhost` is not looked up and counts
    /// as remote.
    public var isLoopback: Bool {
        guard case .tcp(let host, _) = self else { return true }
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil && $0.first != "+" }
    }

    private static func split(_ address: String, shown: String) throws(PluginProtocolError) -> (String, String) {
        guard let colon = address.lastIndex(of: ":") else {
            throw invalid("address \(shown): missing port in address", portHelp)
        }
        let port = String(address[address.index(after: colon)...])
        var host = address[..<colon]
        if host.hasPrefix("[") {
            guard host.hasSuffix("]") else { throw invalid("address \(shown): missing port in address", portHelp) }
            host = host.dropFirst().dropLast()
            guard !host.contains("["), !host.contains("]") else {
                throw invalid("address \(shown): unexpected '[' in address", portHelp)
            }
        } else {
            guard !host.contains(":") else { throw invalid("address \(shown): too many colons in address", portHelp) }
            guard !host.contains("["), !host.contains("]") else {
                throw invalid("address \(shown): unexpected '[' in address", portHelp)
            }
        }
        return (String(host), port)
    }

    private static let portHelp = "A TCP address is host:port, with a port from 1 to 65535."

    private static func invalid(_ text: String, _ help: String) -> PluginProtocolError {
        PluginProtocolError(code: .invalidAddress, message: "\(text)\n\(help)")
    }
}
