import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Launch environment")
struct LaunchEnvironmentTests {
    private let plain = LaunchEnvironment(
        cookie: MagicCookie(key: "COOKIE", value: "monster"),
        appProtocols: [5, 6]
    )
    private let plainVariables = [
        "COOKIE": "monster", "PLUGIN_MIN_PORT": "10000", "PLUGIN_MAX_PORT": "25000", "PLUGIN_PROTOCOL_VERSIONS": "5,6",
    ]

    @Test("has the cookie, the ports and the versions, and nothing else", .conforms(to: 1, 4, 12))
    func plainEnvironment() throws {
        #expect(try plain.variables(host: ["HOME": "/root", "PATH": "/bin"]) == plainVariables)
    }

    @Test("has what was asked for besides", .conforms(to: 1, 2, 12))
    func everything() throws {
        var launch = plain
        launch.appProtocols = [6, 5, 6]
        launch.clientCertificatePEM = "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n"
        launch.multiplexing = true
        launch.socketDirectory = "/run/plugin"
        launch.socketGroup = "staff"
        launch.minPort = 0
        launch.maxPort = 65_535
        #expect(
            try launch.variables() == [
                "COOKIE": "monster", "PLUGIN_MIN_PORT": "0", "PLUGIN_MAX_PORT": "65535",
                "PLUGIN_PROTOCOL_VERSIONS": "6,5",
                "PLUGIN_CLIENT_CERT": "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n",
                "PLUGIN_MULTIPLEX_GRPC": "true", "PLUGIN_UNIX_SOCKET_DIR": "/run/plugin",
                "PLUGIN_UNIX_SOCKET_GROUP": "staff",
            ]
        )
    }

    @Test("never sends a variable empty", .conforms(to: 2))
    func empty() throws {
        var launch = plain
        launch.clientCertificatePEM = ""
        launch.socketDirectory = ""
        launch.socketGroup = ""
        #expect(try launch.variables() == plainVariables)
    }

    @Test("passes on what is named and is there; what is set wins, and go-plugin's own wins over all", .conforms(to: 3))
    func order() throws {
        let variables = try plain.variables(
            host: ["A": "host", "B": "host", "C": "host", "COOKIE": "host"],
            passing: ["A", "B", "COOKIE", "ABSENT"],
            setting: ["B": "set", "D": "set", "COOKIE": "set", "PLUGIN_MIN_PORT": "1"]
        )
        #expect(variables == plainVariables.merging(["A": "host", "B": "set", "D": "set"]) { $1 })
    }

    @Test(
        "does not hand on what the host's own host sent, even when named",
        .conforms(to: 5),
        arguments: EnvironmentName.all
    )
    func inherited(name: String) throws {
        let variables = try plain.variables(
            host: [name: "inherited", "PLUGIN_OTHER": "inherited"],
            passing: [name, "PLUGIN_OTHER"]
        )
        #expect(variables == plainVariables)
    }

    @Test("A variable of go-plugin cannot be set, another one that begins with PLUGIN_ can")
    func setting() throws {
        let variables = try plain.variables(setting: ["PLUGIN_CLIENT_CERT": "set", "PLUGIN_COLOR": "blue"])
        #expect(variables == plainVariables.merging(["PLUGIN_COLOR": "blue"]) { $1 })
    }

    @Test("What inherits it reads the same values")
    func roundTrip() throws {
        var launch = plain
        launch.multiplexing = true
        launch.clientCertificatePEM = "pem"
        launch.socketDirectory = "/run/p"
        launch.socketGroup = "7"
        let serve = try ServeEnvironment(reading: try launch.variables(), cookie: launch.cookie)
        #expect(serve.hostAppProtocols == [5, 6])
        #expect(serve.clientCertificatePEM == "pem")
        #expect(serve.multiplexing && serve.printsMultiplexing)
        #expect(serve.socketDirectory == "/run/p")
        #expect(serve.socketGroup == "7")
        #expect(serve.portRange == 10_000...25_000)
    }

    @Test("A cookie that no plugin accepts is refused", arguments: [("", "v"), ("k", ""), ("PLUGIN_CLIENT_CERT", "v")])
    func badCookie(key: String, value: String) {
        var launch = plain
        launch.cookie = MagicCookie(key: key, value: value)
        #expect(refusal(launch) == .misconfigured)
    }

    @Test("No version to offer is refused")
    func noVersion() {
        var launch = plain
        launch.appProtocols = []
        #expect(refusal(launch) == .misconfigured)
    }

    @Test("Ports that are no range are refused", arguments: [(-1, 5), (6, 5), (5, 65_536)])
    func badPorts(low: Int, high: Int) {
        var launch = plain
        launch.minPort = low
        launch.maxPort = high
        #expect(refusal(launch) == .invalidPorts)
    }

    @Test("A socket folder that no socket fits in is refused")
    func badDirectory() {
        var launch = plain
        launch.socketDirectory = "/" + String(repeating: "d", count: PluginAddress.unixPathLimit)
        #expect(refusal(launch) == .invalidAddress)
    }

    @Test("A name that cannot stand in an environment is refused", arguments: ["", "A=B", "A\0"])
    func badName(name: String) {
        #expect(refusal(plain, setting: [name: "v"]) == .invalidVariable)
        #expect(refusal(plain, passing: [name]) == .invalidVariable)
    }

    @Test("A zero byte in a cookie's key or in any value is refused")
    func zeroByte() {
        #expect(refusal(plain, setting: ["A": "b\0c"]) == .invalidVariable)
        var launch = plain
        launch.cookie.key = "A\0"
        #expect(refusal(launch) == .invalidVariable)
        launch = plain
        launch.cookie.value = "A\0"
        #expect(refusal(launch) == .invalidVariable)
        launch = plain
        launch.clientCertificatePEM = "A\0"
        #expect(refusal(launch) == .invalidVariable)
    }

    private func refusal(
        _ launch: LaunchEnvironment,
        passing: [String] = [],
        setting: [String: String] = [:]
    ) -> PluginProtocolError.Code? {
        failure { () throws(PluginProtocolError) in
            _ = try launch.variables(host: [:], passing: passing, setting: setting)
        }?.code
    }
}
