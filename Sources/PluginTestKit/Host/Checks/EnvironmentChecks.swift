import PluginProtocol
import PluginTransport

extension HostConformance {
    /// What a host gives to a plugin.
    static let environmentChecks: [ConformanceCheck<HostTrial>] = [
        ConformanceCheck(1, 2, 12, named: "sends the cookie, the ports and every version, and no more") { trial in
            let variables = try await environment(trial) { $0.appProtocols = [7, 5, 6] }
            let cookie = trial.plugin.cookie
            try require(
                variables[cookie.key] == cookie.value,
                "\(cookie.key) is \(variables[cookie.key] ?? "not there")"
            )
            let own = variables.filter { $0.key.hasPrefix("PLUGIN_") }
            try require(
                Set(own.keys) == ["PLUGIN_MIN_PORT", "PLUGIN_MAX_PORT", "PLUGIN_PROTOCOL_VERSIONS"],
                "the plugin gets \(own.keys.sorted().joined(separator: ", "))"
            )
            try require(own["PLUGIN_MIN_PORT"] == "10000", "PLUGIN_MIN_PORT is \(own["PLUGIN_MIN_PORT"] ?? "")")
            try require(own["PLUGIN_MAX_PORT"] == "25000", "PLUGIN_MAX_PORT is \(own["PLUGIN_MAX_PORT"] ?? "")")
            let versions = Set((own["PLUGIN_PROTOCOL_VERSIONS"] ?? "").split(separator: ","))
            try require(versions == ["5", "6", "7"], "PLUGIN_PROTOCOL_VERSIONS is \(versions.sorted())")
        },
        ConformanceCheck(1, 50, named: "sends its certificate as PEM when it wants TLS") { trial in
            _ = try await trial.run("printf '%s' \"$PLUGIN_CLIENT_CERT\" > $NOTES/cert; exit 1") {
                $0.requiresTLS = true
            }
            let pem = trial.note("cert") ?? ""
            try require(pem.hasPrefix("-----BEGIN CERTIFICATE-----\n"), "PLUGIN_CLIENT_CERT is no PEM with newlines")
            let facts = try CertificateReader.facts(der: CertificateReader.der(pem: pem))
            try require(facts.key.hasPrefix("ECDSA "), "its key is \(facts.key), and not ECDSA")
            try require(facts.hostNames.contains("localhost"), "it is for \(facts.hostNames), and not for localhost")
            try require(facts.isAuthority, "it is no authority, so a plugin cannot take it as a root")
            try require(facts.servesClients && facts.servesServers, "it is not for both roles")
        },
        ConformanceCheck(2, named: "asks for multiplexing with true") { trial in
            let variables = try await environment(trial) { $0.requiresMultiplexing = true }
            let value = variables["PLUGIN_MULTIPLEX_GRPC"]
            try require(value == "true", "PLUGIN_MULTIPLEX_GRPC is \(value ?? "not there")")
        },
        ConformanceCheck(3, named: "lets its own variables win over those that its user sets") { trial in
            let variables = try await environment(trial) {
                $0.environment["PLUGIN_MIN_PORT"] = "1"
                $0.environment["CONFORMANCE_SET"] = "by the user"
            }
            try require(variables["CONFORMANCE_SET"] == "by the user", "a variable that its user sets is not there")
            try require(variables["PLUGIN_MIN_PORT"] == "10000", "its user can set PLUGIN_MIN_PORT")
        },
    ]

    private static func environment(
        _ trial: HostTrial,
        _ change: (inout HostConfiguration) -> Void
    ) async throws -> [String: String] {
        _ = try await trial.run("env > $NOTES/env; exit 1", change)
        guard let text = trial.note("env") else { throw CheckFinding("the host does not start it") }
        let pairs = text.split(separator: "\n").compactMap { line -> (String, String)? in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
        }
        return Dictionary(pairs) { first, _ in first }
    }
}
