import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// This package's SDK under hosts that others wrote.
@Suite(.startsProcesses) struct SwiftPluginTests {
    private struct Report: Decodable {
        var app_protocol: Int
        var mtls: Bool
        var health: String
        var checks: [String: Bool]
        var calls: Int
        var log: [String: Int]
        var exited: Bool
        var killed: Bool
        var errors: [String]
    }

    /// Everything that HashiCorp's own host does with a plugin, by go-plugin 1.0.1.
    ///
    /// Its broker does not go together with AutoMTLS in that version.
    @Test(.conforms(to: 50, 52, 56, 62, 68, 70, 102), arguments: [["-broker"], ["-mtls"]])
    func goHostRunsTheSwiftPlugin(options: [String]) async throws {
        let result = try await run(
            Products.peer("go/bin/go-host"),
            options + [
                "-versions", "1,2", "-n", "12000", "-concurrency", "8", "-timeout", "120s",
                Products.executable("kv-plugin"),
            ]
        )
        let report = try JSONDecoder().decode(Report.self, from: Data(result.output.utf8))
        #expect(report.errors.isEmpty, "\(report.errors)")
        #expect(result.exitCode == 0)
        #expect(report.app_protocol == 2)
        #expect(report.mtls == (options == ["-mtls"]))
        #expect(report.health == "SERVING")
        #expect(
            report.checks.count >= (options == ["-broker"] ? 11 : 9) && report.checks.values.allSatisfy { $0 },
            "\(report.checks)"
        )
        #expect(report.calls == 12000)
        #expect(report.exited && !report.killed)
        #expect(report.log["error"] == 1 && report.log["warn"] == 1 && report.log["trace"] == 1)
    }

    /// go-plugin 1.0.1 waits for the process and then closes the pipe that it still reads the plugin's last words from, so
    /// that now and then they are lost there. What the plugin writes is right when the host gets to see it once.
    @Test func goHostSeesTheCrashAsAnError() async throws {
        var outputs: [String] = []
        for _ in 0..<10 {
            let result = try await run(
                Products.peer("go/bin/go-host"),
                ["-n", "1", "-skip", "print", "-crash", Products.executable("kv-plugin")]
            )
            outputs.append("\(result.output) \(result.error)")
            if result.output.contains("panic: the plugin crashed"), result.output.contains("crashed on request") {
                return
            }
        }
        Issue.record("none of \(outputs.count) hosts saw why the plugin crashed: \(outputs.last ?? "")")
    }

    /// The real daemon, which sets a new cookie for every start, loads our notifier and delivers a decision to it.
    @Test func crowdsecDeliversADecisionToTheSwiftNotifier() async throws {
        let folder = try TemporaryFolder()
        _ = try Products.peer("crowdsec/root/usr/bin/crowdsec")
        let result = try await run(
            "\(Products.root)/Interop/crowdsec/run-daemon",
            [Products.executable("notification-plugin"), folder.path]
        )
        #expect(result.exitCode == 0, "\(result.output) \(result.error)")
        #expect(result.output.contains("plugin: gone"))
        let delivered = String(decoding: try readFile("\(folder.path)/delivered"), as: UTF8.self)
        #expect(delivered.contains("delivered ban 192.0.2.44 interop"))
    }
}
