import PluginProtocol
import PluginTransport
import TestSupport
import Testing

/// A client that breaks the rules, on this engine's server. The peer knows what each scenario must lead to, and lets a
/// second client make calls meanwhile.
@Suite(.startsProcesses) struct HostileClientTests {
    /// What the scenarios are about; each is a file in `Interop/hostile/scenarios`.
    enum Theme: String, CaseIterable, Sendable {
        case calls
        case floods
        case flow
        case headers
        case hpackBlocks = "hpack_blocks"
        case lifecycle
        case malformed
        case messages
        case streams
    }

    @Test(arguments: Theme.allCases)
    func serverStands(theme: Theme) async throws {
        let folder = try TemporaryFolder()
        let reports = try await withOwnServer(at: .unix(directory: folder.path, group: nil)) { address in
            let result = try await run(
                Products.peer(HostilePeer.program),
                ["client", "--address", address.peerArgument, "--theme", theme.rawValue]
            )
            // After all of it, the server serves as before.
            try await withOwnClient(of: address) { client in
                try await SuiteClient(client, seesCompression: false).largeUnary()
            }
            return try result.output.split(separator: "\n").map { try HostileReport(line: String($0)) }
        }
        for report in reports { report.check() }
        let names = try await HostilePeer.scenarios(of: "client").filter { $0.theme == theme.rawValue }.map(\.name)
        #expect(reports.map(\.scenario) == names)
    }

    @Test func everyThemeIsTested() async throws {
        let themes = Set(try await HostilePeer.scenarios(of: "client").map(\.theme))
        #expect(themes == Set(Theme.allCases.map(\.rawValue)))
    }
}
