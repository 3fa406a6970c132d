import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Serve environment")
struct ServeEnvironmentTests {
    private static let cookie = MagicCookie(key: "COOKIE", value: "monster")

    private func read(_ variables: [String: String]) throws -> ServeEnvironment {
        try ServeEnvironment(reading: variables.merging(["COOKIE": "monster"]) { $1 }, cookie: Self.cookie)
    }

    @Test("A bare cookie is an old host: no offer, no TLS, no multiplexing")
    func bare() throws {
        let serve = try read([:])
        #expect(serve.hostAppProtocols == nil)
        #expect(serve.invalidVersions.isEmpty)
        #expect(serve.clientCertificatePEM == nil)
        #expect(!serve.multiplexing && !serve.printsMultiplexing)
        #expect(serve.socketDirectory == nil)
        #expect(serve.socketGroup == nil)
        #expect(serve.portRange == nil)
        #expect(try serve.tcpPortRange() == nil)
    }

    @Test("An empty variable is the same as none", arguments: EnvironmentName.all)
    func empty(name: String) throws {
        let serve = try read([name: ""])
        #expect(serve.hostAppProtocols == nil)
        #expect(serve.clientCertificatePEM == nil && serve.socketDirectory == nil && serve.socketGroup == nil)
        #expect(!serve.printsMultiplexing)
        #expect(try serve.tcpPortRange() == nil)
    }

    @Test(
        "Without the cookie it says so in the words that users know",
        .conforms(to: 115),
        arguments: [[:], ["COOKIE": "other"], ["COOKIE": ""]]
    )
    func noCookie(environment: [String: String]) {
        let error = failure { () throws(PluginProtocolError) in
            _ = try ServeEnvironment(reading: environment, cookie: Self.cookie)
        }
        #expect(error?.code == .notStartedByHost)
        #expect(
            error?.message == """
                This binary is a plugin. These are not meant to be executed directly.
                Please execute the program that consumes these plugins, which will
                load any plugins automatically
                """
        )
    }

    @Test("An empty cookie is the author's mistake", .conforms(to: 115), arguments: [("", "v"), ("k", ""), ("", "")])
    func emptyCookie(key: String, value: String) {
        let error = failure { () throws(PluginProtocolError) in
            _ = try ServeEnvironment(reading: ["k": ""], cookie: MagicCookie(key: key, value: value))
        }
        #expect(error?.code == .misconfigured)
        #expect(
            error?.message == """
                Misconfigured ServeConfig given to serve this plugin: no magic cookie
                key or value was set. Please notify the plugin author and report
                this as a bug.
                """
        )
    }

    @Test("Any value of the cookie can be taken, but not none")
    func anyCookie() throws {
        let serve = try ServeEnvironment(
            reading: ["KEY": "3f1c", "PLUGIN_PROTOCOL_VERSIONS": "1"],
            anyCookieValueOf: "KEY"
        )
        #expect(serve.hostAppProtocols == [1])
        for (environment, key, code) in [
            ([:], "KEY", .notStartedByHost), (["KEY": ""], "KEY", .notStartedByHost), (["": "v"], "", .misconfigured),
        ] as [([String: String], String, PluginProtocolError.Code)] {
            let error = failure { () throws(PluginProtocolError) in
                _ = try ServeEnvironment(reading: environment, anyCookieValueOf: key)
            }
            #expect(error?.code == code)
        }
    }

    @Test(
        "The host's versions are read, and what is no number is set aside",
        .conforms(to: 48),
        arguments: [
            ("5,6", [5, 6], []), ("6,5", [6, 5], []), ("5,x,6", [5, 6], ["x"]), ("5, 6", [5], [" 6"]),
            ("x", [], ["x"]), (",", [], ["", ""]), ("+7,-1", [7, -1], []),
            ("99999999999999999999,1", [1], ["99999999999999999999"]),
        ] as [(String, [Int], [String])]
    )
    func versions(list: String, versions: [Int], invalid: [String]) throws {
        let serve = try read(["PLUGIN_PROTOCOL_VERSIONS": list])
        #expect(serve.hostAppProtocols == versions)
        #expect(serve.invalidVersions == invalid)
    }

    @Test("What is no number is reported as go-plugin reports it", .conforms(to: 48))
    func warnings() throws {
        let serve = try read(["PLUGIN_PROTOCOL_VERSIONS": "5,x,6,\u{1b}"])
        #expect(
            serve.warnings == [
                "server sent invalid plugin version \"x\"", "server sent invalid plugin version \"\\x1b\"",
            ]
        )
    }

    @Test("A list of versions is read up to its limit")
    func versionLimit() throws {
        #expect(ServeEnvironment.versionLimit == 1_024)
        let list = (1...2_000).map(String.init).joined(separator: ",")
        #expect(try read(["PLUGIN_PROTOCOL_VERSIONS": list]).hostAppProtocols == Array(1...1_024))
    }

    @Test(
        "Multiplexing is on for a true value; its field is printed for any",
        .conforms(to: 41),
        arguments: [
            ("true", true), ("1", true), ("T", true), ("false", false), ("0", false), ("yes", false), ("TrUe", false),
        ]
    )
    func multiplexing(value: String, isOn: Bool) throws {
        let serve = try read(["PLUGIN_MULTIPLEX_GRPC": value])
        #expect(serve.multiplexing == isOn)
        #expect(serve.printsMultiplexing)
    }

    @Test(
        "Ports are read",
        arguments: [("10000", "25000", 10_000...25_000), ("0", "0", 0...0), (nil, "80", 0...80)]
            as [(String?, String?, ClosedRange<Int>)]
    )
    func ports(low: String?, high: String?, range: ClosedRange<Int>) throws {
        let serve = try read(variables(low, high))
        #expect(serve.portRange == range)
        #expect(try serve.tcpPortRange() == range)
    }

    @Test(
        "Bad ports are an error only for whoever listens on TCP",
        arguments: [
            ("x", "25000", "couldn't get value from PLUGIN_MIN_PORT: strconv.ParseInt: parsing \"x\": invalid syntax"),
            ("1", "y", "couldn't get value from PLUGIN_MAX_PORT: strconv.ParseInt: parsing \"y\": invalid syntax"),
            ("9", "8", "PLUGIN_MIN_PORT value of 9 is greater than PLUGIN_MAX_PORT value of 8"),
            ("9", nil, "PLUGIN_MIN_PORT value of 9 is greater than PLUGIN_MAX_PORT value of 0"),
            ("1", "65536", "couldn't get value from PLUGIN_MAX_PORT: 65536 is no port from 0 to 65535"),
            ("-1", "5", "couldn't get value from PLUGIN_MIN_PORT: -1 is no port from 0 to 65535"),
        ] as [(String?, String?, String)]
    )
    func badPorts(low: String?, high: String?, message: String) throws {
        let serve = try read(variables(low, high))
        #expect(serve.portRange == nil)
        let error = failure { () throws(PluginProtocolError) in _ = try serve.tcpPortRange() }
        #expect(error?.code == .invalidPorts)
        #expect(error?.message == message)
    }

    private func variables(_ low: String?, _ high: String?) -> [String: String] {
        var variables: [String: String] = [:]
        variables["PLUGIN_MIN_PORT"] = low
        variables["PLUGIN_MAX_PORT"] = high
        return variables
    }
}
