import PluginTestKit
import TestSupport
import Testing

/// What the suite says about plugins that others wrote, and about ours: every difference is written down here.
@Suite(.startsProcesses, .timeLimit(.minutes(15))) struct PeerConformanceTests {
    /// A plugin, and what it does not do.
    struct Peer: Sendable, CustomTestStringConvertible {
        var program: String
        var failed: Set<String> = []
        var notApplicable: Set<String> = []

        var testDescription: String { program }
    }

    /// No peer multiplexes and serves without it, too.
    static let multiplexing: Set<String> = [
        "answers whether it multiplexes only when it is asked",
        "prints that it could multiplex when that is switched off", "serves over one stream of yamux",
        "ends when its host asks over yamux, and removes its socket",
        "does not keep a processor busy while nobody connects",
    ]
    /// None but Go's newer versions know the variables for the group.
    static let groups: Set<String> = [
        "gives its socket to a group by number", "gives its socket to a group by name",
        "does not serve for a group that does not exist",
    ]
    static let reflection = "lists the standard services by reflection"
    static let log = "writes its log as hclog's JSON"
    static let invalidVersion = "skips an item of the list that is no number, with a word about it"
    static let large = "refuses a request of 5 MiB, and serves the next one"

    static let peers = [
        Peer(
            program: "go/bin/go-plugin",
            failed: groups.union([
                // What go-plugin itself fails.
                "ends on SIGTERM, and removes its socket", "ends when its host is gone",
                "keeps its socket to its owner",
                // What came later than 1.0.1 and grpc-go 1.33.
                "makes its socket in the folder that its host names",
                "serves no method under another path than its own",
            ]),
            notApplicable: multiplexing.union([reflection])
        ),
        Peer(
            program: "node/bin/node-plugin",
            // Node's http2 takes a path for no authority.
            failed: groups.union([invalidVersion, "serves calls to any authority"]),
            notApplicable: multiplexing.union([reflection, log, large])
        ),
        Peer(
            program: "cpp/bin/cpp-plugin",
            failed: groups.union([
                invalidVersion, "ends on SIGTERM, and removes its socket", "ends when its host is gone",
            ]),
            notApplicable: multiplexing.union([reflection, log])
        ),
        Peer(
            program: "python/bin/python-plugin",
            failed: groups.union([
                invalidVersion, "ends when its host is gone", "keeps its socket to its owner",
                "makes its socket in the folder that its host names",
                // Its own certificate is no authority, and it does not look at its host's.
                "has a certificate that any host can use", "refuses a client with another certificate",
                "refuses a client without a certificate", "lets nobody in when its host's certificate cannot be read",
            ]),
            notApplicable: multiplexing.union([reflection, log, large])
        ),
    ]

    @Test(arguments: peers)
    func differsFromTheStatementsAsWeKnow(peer: Peer) async throws {
        let report = try await Subjects.suite(peer.program).run()
        #expect(report.results.count == PluginConformance.checks.count)
        for result in report.results {
            let expected =
                peer.failed.contains(result.name)
                ? "failed" : peer.notApplicable.contains(result.name) ? "not-applicable" : "passed"
            #expect(result.outcome.word == expected, "\(ReportTable.row(result))")
        }
    }

    @Test(
        .conforms(
            to: 20,
            38,
            41,
            44,
            45,
            46,
            47,
            48,
            49,
            50,
            52,
            53,
            54,
            55,
            56,
            59,
            62,
            63,
            64,
            65,
            66,
            67,
            69,
            71,
            88,
            95,
            101,
            102,
            106,
            110,
            111,
            112,
            113,
            115,
            123,
            126,
            127,
            128,
            129
        )
    )
    func ownPluginKeepsEveryStatementThatShowsFromOutside() async throws {
        let report = try await Subjects.suite("kv-plugin").run()
        for result in report.results {
            #expect(result.outcome.word == "passed", "\(ReportTable.row(result))")
        }
    }
}
