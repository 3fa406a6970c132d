import PluginTestKit
import TestSupport
import Testing

/// What the suite for hosts says about this engine's own, and about hosts that do one thing wrong.
@Suite(.startsProcesses, .timeLimit(.minutes(15))) struct HostConformanceTests {
    private func suite(_ host: any HostAdapter) throws -> HostConformance {
        var suite = HostConformance(host, plugin: try Subjects.suite("kv-plugin").subject)
        suite.patience.decision = .seconds(60)
        suite.patience.check = .seconds(180)
        return suite
    }

    @Test(
        .conforms(
            to: 1,
            2,
            3,
            11,
            12,
            13,
            14,
            20,
            21,
            22,
            23,
            24,
            25,
            26,
            27,
            28,
            29,
            30,
            31,
            32,
            33,
            34,
            35,
            36,
            37,
            39,
            40,
            41,
            42,
            43,
            44,
            47,
            50,
            51,
            53,
            80,
            81,
            82,
            83,
            84,
            102,
            103,
            105,
            108,
            109,
            116
        )
    )
    func ownHostKeepsEveryStatementThatShowsFromOutside() async throws {
        let report = try await suite(EngineHostAdapter()).run()
        #expect(report.results.count == HostConformance.checks.count)
        for result in report.results { #expect(result.outcome == .passed, "\(ReportTable.row(result))") }
    }

    @Test func everyStatementOfTheSuiteIsOneForHosts() {
        for check in HostConformance.checks {
            #expect(!check.statements.isEmpty, "\(check.name)")
            for number in check.statements {
                let side = Statement.number(number)?.side
                #expect(side == .host || side == .both || number == 103, "\(check.name): \(number)")
            }
        }
        #expect(Set(HostConformance.checks.map(\.name)).count == HostConformance.checks.count)
    }

    /// It starts nothing and says whatever it is told to.
    private struct IdleHost: HostAdapter {
        let name = "idle"
        var report: HostReport

        func run(_ configuration: HostConfiguration) async -> HostReport { report }
    }

    @Test func hostThatStartsNothingFailsNearlyEverything() async throws {
        var refusing = HostReport()
        refusing.failure = "no"
        var accepting = HostReport()
        accepting.health = "SERVING"
        // Between them, each check has something to fail for.
        let reports = [
            try await suite(IdleHost(report: refusing)).run(), try await suite(IdleHost(report: accepting)).run(),
        ]
        for index in HostConformance.checks.indices {
            let results = reports.map { $0.results[index] }
            #expect(results.contains { $0.isFailure }, "\(results[0].name)")
        }
    }
}
