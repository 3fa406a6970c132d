import GRPCCore
import PluginProtocol
import PluginTransport
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The gRPC interoperability tests between this engine and the implementations that others wrote, in both directions.
@Suite(.startsProcesses) struct SuiteTests {
    struct Pair: Sendable, CustomTestStringConvertible {
        var client: SuiteEnd
        var server: SuiteEnd
        var tls = false
        /// What one of the two cannot do.
        var lacks: Set<SuiteCase> = []

        var testDescription: String { "\(client) client, \(server) server\(tls ? ", TLS" : "")" }

        var cases: [SuiteCase] { SuiteCase.allCases.filter { !lacks.contains($0) } }

        static let swiftClients = [
            Pair(client: .own, server: .own),
            // It ends the call of a message that is too large without a status.
            Pair(client: .own, server: .stock, lacks: [.messageLimits]),
            Pair(client: .own, server: .go),
            Pair(client: .own, server: .go, tls: true),
            Pair(client: .own, server: .cpp),
            Pair(client: .own, server: .cpp, tls: true),
            Pair(client: .own, server: .python),
            Pair(client: .own, server: .python, tls: true),
            Pair(client: .stock, server: .own, lacks: stockClientLacks),
            // The suite itself is proved by these: neither end is this engine's.
            Pair(client: .stock, server: .go, lacks: stockClientLacks.union([.concurrentCalls])),
            Pair(client: .stock, server: .cpp, lacks: stockClientLacks.union([.concurrentCalls])),
            Pair(client: .stock, server: .python, lacks: stockClientLacks.union([.concurrentCalls])),
        ]

        /// What it reports as other statuses, always or now and then: `unknown`, `unavailable` and `internal`.
        private static let stockClientLacks: Set<SuiteCase> = [
            .cancelAfterBegin, .cancelAfterFirstResponse, .timeoutOnSleepingServer, .messageLimits,
        ]

        static let programs = [SuiteEnd.go, .cpp, .python].flatMap { client in
            [false, true].map { Pair(client: client, server: .own, tls: $0) }
        }
    }

    /// What a peer's client prints for each case.
    private struct Report: Decodable {
        var `case`: String
        var ok: Bool
        var error: String?
    }

    @Test(.conforms(to: 68, 70), arguments: Pair.swiftClients)
    func swiftClient(pair: Pair) async throws {
        let folder = try TemporaryFolder()
        let identity = pair.tls ? try PeerIdentity(in: folder) : nil
        let socket = "\(folder.path)/s"
        switch pair.server {
        case .own:
            try await withOwnServer(at: .unix(directory: folder.path, group: nil)) { address in
                guard case .unix(let path) = address else { throw SuiteFailure("not a Unix socket: \(address)") }
                try await runCases(of: pair, at: path, security: .plaintext)
            }
        case .stock:
            try await withStockServer(at: socket) { _ in
                try await runCases(of: pair, at: socket, security: .plaintext)
            }
        case .go, .cpp, .python:
            let program = "suite/\(pair.server)/bin/suite-\(pair.server)-server"
            try await withPeerProgram(program, ["--socket", socket] + (identity?.arguments ?? [])) { _, _ in
                try await runCases(of: pair, at: socket, security: identity?.security ?? .plaintext)
            }
        }
    }

    private func runCases(of pair: Pair, at path: String, security: ConnectionSecurity) async throws {
        if pair.client == .own {
            try await withOwnClient(of: .unix(path: path), security: security) { await runCases(of: pair, on: $0) }
        } else {
            try await withStockClient(of: path) { await runCases(of: pair, on: $0) }
        }
    }

    private func runCases(of pair: Pair, on client: GRPCClient<some ClientTransport>) async {
        let client = SuiteClient(client, seesCompression: pair.server.seesCompression)
        for one in pair.cases {
            do {
                try await one.run(on: client)
            } catch {
                Issue.record("\(one.rawValue): \(error)")
            }
        }
    }

    @Test(.conforms(to: 68, 70), arguments: Pair.programs)
    func programAsClient(pair: Pair) async throws {
        let folder = try TemporaryFolder()
        let identity = pair.tls ? try PeerIdentity(in: folder) : nil
        // A port for two of the six, so that both kinds of socket are seen.
        let endpoint: ListeningEndpoint =
            pair.client == .go ? .loopback(ports: nil) : .unix(directory: folder.path, group: nil)
        try await withOwnServer(at: endpoint, security: identity?.security ?? .plaintext) { address in
            let result = try await run(
                Products.peer("suite/\(pair.client)/bin/suite-\(pair.client)-client"),
                ["--address", address.peerArgument, "--blind", "--always"] + (identity?.arguments ?? [])
            )
            let reports = try result.output.split(separator: "\n").map {
                try JSONDecoder().decode(Report.self, from: Data($0.utf8))
            }
            for report in reports where !report.ok { Issue.record("\(report.case): \(report.error ?? "")") }
            #expect(reports.map(\.case) == SuiteCase.allCases.map(\.rawValue), "\(result.error)")
            #expect(result.exitCode == 0)
        }
    }
}
