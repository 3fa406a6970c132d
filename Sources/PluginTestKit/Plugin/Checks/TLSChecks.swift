import PluginProtocol
import PluginTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

extension PluginConformance {
    /// What a plugin does with a host that asks for automatic mutual TLS.
    static let tlsChecks: [ConformanceCheck<PluginTrial>] = [
        ConformanceCheck(50, named: "has a certificate that any host can use") { trial in
            let begin = Date().timeIntervalSince1970
            let plugin = try await trial.serve(host: .generate())
            let facts = try CertificateReader.facts(der: plugin.certificate())
            try require(facts.key.hasPrefix("ECDSA "), "its key is \(facts.key), and not ECDSA")
            try require(facts.hostNames.contains("localhost"), "it is for \(facts.hostNames), and not for localhost")
            try require(facts.isAuthority, "it is no authority, so a host cannot take it as a root")
            try require(facts.servesServers, "it may not be shown by a server")
            try require(facts.servesClients, "it may not be shown by a client, as broker connections need")
            let early = begin - facts.validFrom
            try require(
                early >= clockTolerance,
                "it is valid from \(Int(early)) s before its start, too near for a clock"
            )
            try require(facts.validUntil > begin + 24 * 3600, "it ends within a day")
        },
        ConformanceCheck(52, 56, named: "serves its host over TLS 1.3") { trial in
            try await requireService(over: "TLS 1.3", trial)
        },
        ConformanceCheck(52, 56, named: "serves its host over TLS 1.2") { trial in
            try await requireService(over: "TLS 1.2", trial)
        },
        ConformanceCheck(56, named: "selects h2 among other protocols") { trial in
            let host = try TransportIdentity.generate()
            let plugin = try await trial.serve(host: host)
            _ = try plugin.certificate()
            let probe = try TLSProbe(
                TLSProbe.Settings(identity: host, applicationProtocols: ["http/1.1", "h2"])
            )
            try await RawClient(RawConnection(to: plugin.line.address), tls: probe).open()
            try require(probe.applicationProtocol == "h2", "it selected '\(probe.applicationProtocol ?? "")'")
        },
    ]

    /// How far back validity must begin, in seconds: clocks of containers and virtual machines differ.
    private static let clockTolerance: Double = 1

    private static func requireService(over version: String, _ trial: PluginTrial) async throws {
        let host = try TransportIdentity.generate()
        let plugin = try await trial.serve(host: host)
        let certificate = try plugin.certificate()
        let probe = try TLSProbe(TLSProbe.Settings(identity: host, isOld: version == "TLS 1.2"))
        let client = RawClient(try RawConnection(to: plugin.line.address), tls: probe)
        try await client.open()
        try require(probe.version == version, "the connection is \(probe.version ?? "nothing")")
        try require(probe.applicationProtocol == "h2", "it does not select h2, which grpc-go refuses")
        try require(probe.peerCertificateDER == certificate, "it shows another certificate than its line announces")
        let answer = try await client.call(path: HealthCall.path, message: HealthCall.request)
        try HealthCall.requireServing(answer)
    }
}
