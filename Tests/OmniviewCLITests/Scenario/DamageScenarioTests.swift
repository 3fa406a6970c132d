import EngineAPI
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the engine says of a plugin whose files are no longer what was installed.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct DamageScenarioTests {
    @Test func aPluginWhoseFileWasChangedIsNotStarted() async throws {
        let scenario = try Scenario()
        let plugin = try scenario.make(version: "1.0.0")
        let finding = "bin/plugin was altered: the manifest lists "
        let advice = "; install the plugin again"
        try await scenario.serve {
            try await scenario.done("plugin", "install", plugin)
            let well = try await scenario.done("doctor")
            #expect(well.contains("ok       engine.db is in order [store]\n"), "\(well)")
            #expect(well.hasSuffix(" 0 errors\n"), "\(well)")

            try await Self.alter(scenario)
            try await Self.expectUnwell(scenario, finding, advice)
            let start = try await scenario.refused(69, "plugin", "start", "sample")
            #expect(start.hasPrefix("error: the plugin sample is not started"), "\(start)")
            #expect(start.contains(finding) && start.contains(advice), "\(start)")
            #expect(scenario.processes == [])
            try await Self.expectUnwell(scenario, finding, advice)
            let info = try await scenario.done("plugin", "info", "sample")
            #expect(info.contains(finding), "\(info)")
        }
        // The next engine sees it at once.
        try await scenario.serve {
            try await Self.expectUnwell(scenario, finding, advice)
            let start = try await scenario.refused(65, "plugin", "start", "sample")
            #expect(start.contains(finding) && start.contains(advice), "\(start)")

            // Doing what it says helps.
            try await scenario.done("plugin", "install", plugin)
            let again = try await scenario.done("plugin", "start", "sample")
            #expect(again == "sample is running: it runs for a user's start\n")
            #expect(try await scenario.done("doctor").hasSuffix(" 0 errors\n"))
        }
    }

    /// Changes the program of the active version in the store.
    private static func alter(_ scenario: Scenario) async throws {
        let detail = try await scenario.value(PluginDetail.self, "plugin", "info", "sample")
        let digest = try #require(detail.digest).dropFirst("sha256:".count)
        let name = "state/store/\(digest)/bin/plugin"
        // It is there to be read only.
        let file = "\(scenario.folder.path)/\(name)"
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
        try scenario.folder.write("#!/bin/sh\nexit 1\n", to: name, mode: 0o555)
    }

    /// The doctor ends with an error, in words and for programs.
    private static func expectUnwell(_ scenario: Scenario, _ finding: String, _ advice: String) async throws {
        let text = try await scenario.omniview(["doctor"])
        #expect(text.exitCode == 65)
        #expect(text.error == "")
        #expect(text.output.contains("error    the plugin sample "), "\(text.output)")
        #expect(text.output.hasSuffix(" 1 error\n"), "\(text.output)")
        let json = try await scenario.omniview(["doctor", "--json"])
        #expect(json.exitCode == 65)
        let report = try EngineJSON.decode(DoctorReport.self, from: Data(json.output.utf8))
        let errors = report.checks.filter { $0.status == .error }
        #expect(errors.map(\.code) == ["plugin"])
        #expect(errors.first?.what.contains(finding) == true, "\(errors)")
        #expect(errors.first?.what.contains(advice) == true, "\(errors)")
        #expect(errors.first?.advice?.contains("omniview plugin") == true, "\(errors)")
    }
}
