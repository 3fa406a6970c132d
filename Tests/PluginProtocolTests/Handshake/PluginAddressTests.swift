import Testing

@testable import PluginProtocol

@Suite("Plugin address")
struct PluginAddressTests {
    private func parse(_ network: String, _ field: [UInt8], remote: Bool = false) throws(PluginProtocolError)
        -> PluginAddress
    {
        try HandshakeLine(
            parsing: Array("1|1|\(network)|".utf8) + field + Array("|grpc|".utf8),
            expecting: HandshakeExpectation(appProtocols: [1], certificate: .none, allowsRemoteAddress: remote)
        ).address
    }

    @Test(
        "is described by network and address",
        arguments: [
            (.unix(path: "/path"), "unix:/path"), (.tcp(host: "127.0.0.1", port: 80), "tcp:127.0.0.1:80"),
            (.tcp(host: "::1", port: 80), "tcp:[::1]:80"),
        ] as [(PluginAddress, String)]
    )
    func description(address: PluginAddress, text: String) {
        #expect(address.description == text)
    }

    @Test(
        "TCP addresses of this machine are accepted",
        arguments: [
            ("127.0.0.1:80", "127.0.0.1", 80), ("127.255.0.9:65535", "127.255.0.9", 65_535), ("[::1]:1", "::1", 1),
            ("localhost:80", "localhost", 80), (":80", "127.0.0.1", 80), ("0.0.0.0:80", "127.0.0.1", 80),
            ("[::]:80", "::1", 80), ("127.0.0.1:0080", "127.0.0.1", 80),
        ]
    )
    func tcp(text: String, host: String, port: Int) throws {
        #expect(try parse("tcp", Array(text.utf8)) == .tcp(host: host, port: port))
    }

    @Test(
        "TCP addresses that cannot be are refused",
        arguments: [
            ("127.0.0.1:99999", "address 99999: invalid port"), ("127.0.0.1:0", "address 0: invalid port"),
            ("127.0.0.1:", "lookup tcp/: unknown port"), ("127.0.0.1:http", "lookup tcp/http: unknown port"),
            ("127.0.0.1:+80", "lookup tcp/+80: unknown port"), ("127.0.0.1:-1", "address -1: invalid port"),
            ("127.0.0.1:99999999999999999999", "lookup tcp/99999999999999999999: unknown port"),
            ("127.0.0.1", "address 127.0.0.1: missing port in address"), ("", "address : missing port in address"),
            ("::1:80", "address ::1:80: too many colons in address"), ("[::1]", "address [::1]: missing port"),
            ("[::1:80", "address [::1:80: missing port in address"), ("a]:80", "address a]:80: unexpected"),
            ("[[::1]:80", "address [[::1]:80: unexpected"), ("127.0.0.1 :80", "address 127.0.0.1 :80: invalid address"),
            ("10.0.0.1:80", "address 10.0.0.1:80: not a loopback address"),
            ("example.com:80", "address example.com:80: not a loopback address"),
            ("127.0.0.1.example.com:80", "address 127.0.0.1.example.com:80: not a loopback address"),
            ("[fe80::1]:80", "address [fe80::1]:80: not a loopback address"),
        ]
    )
    func badTCP(text: String, message: String) {
        let error = failure { () throws(PluginProtocolError) in _ = try parse("tcp", Array(text.utf8)) }
        #expect(error?.code == .invalidAddress)
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "accepted")")
    }

    @Test("Another machine's address can be allowed")
    func remote() throws {
        let address = try parse("tcp", Array("10.0.0.1:80".utf8), remote: true)
        #expect(address == .tcp(host: "10.0.0.1", port: 80))
        #expect(!address.isLoopback)
    }

    @Test("A socket path is as long as the system allows and no longer")
    func pathLimit() throws {
        let longest = "/" + String(repeating: "p", count: PluginAddress.unixPathLimit - 1)
        #expect(try parse("unix", Array(longest.utf8)) == .unix(path: longest))
        #expect(PluginAddress.unix(path: longest).isLoopback)
        let error = failure { () throws(PluginProtocolError) in _ = try parse("unix", Array((longest + "p").utf8)) }
        #expect(error?.code == .invalidAddress)
        #expect(error?.message.contains("can have \(PluginAddress.unixPathLimit) bytes and this one has") == true)
    }

    @Test("A socket path is text without a zero byte", arguments: [[], [0x2f, 0x00], [0x2f, 0xff]] as [[UInt8]])
    func badPath(path: [UInt8]) {
        let error = failure { () throws(PluginProtocolError) in _ = try parse("unix", path) }
        #expect(error?.code == .invalidAddress)
    }

    @Test("A socket folder leaves room for the socket's name")
    func directory() throws {
        let longest =
            "/" + String(repeating: "d", count: PluginAddress.unixPathLimit - 1 - "/plugin4294967295".utf8.count)
        try PluginAddress.checkSocketDirectory(longest)
        let error = failure { () throws(PluginProtocolError) in
            try PluginAddress.checkSocketDirectory(longest + "d")
        }
        #expect(error?.code == .invalidAddress)
        #expect(error?.message.contains("too long") == true)
    }

    @Test("A socket folder can stand in a handshake line", arguments: ["/a|b", "/a\nb", "/a\u{7f}"])
    func badDirectory(path: String) {
        let error = failure { () throws(PluginProtocolError) in try PluginAddress.checkSocketDirectory(path) }
        #expect(error?.code == .misconfigured)
    }
}
