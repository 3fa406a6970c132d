import EngineAPI
import PluginStore
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the doctor finds, in health and sickness. A damaged database is in ``EngineTests``.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineDoctorTests {
    @Test func healthyEngineHasNoFinding() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            try await engine.call("one")
            let checks = await engine.doctor().checks
            #expect(
                Set(checks.map(\.code)).isSuperset(of: [
                    "state-folder", "disk", "store", "journal", "descriptors", "watch", "sealed",
                ])
            )
            // The machine that the tests run on may have little room.
            let findings = checks.filter { $0.status != .ok && !["disk", "descriptors", "watch"].contains($0.code) }
            #expect(findings.isEmpty, "\(findings)")
        }
    }

    @Test func stateFolderThatOthersCanWriteToIsFound() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            #expect(chmod(fixture.state, 0o777) == 0)
            let check = await engine.check("state-folder")
            #expect(check?.status == .warning)
            #expect(check?.advice == "chmod go-w \"\(fixture.state)\"")
            #expect(chmod(fixture.state, 0o700) == 0)
            #expect(await engine.check("state-folder")?.status == .ok)
        }
    }

    @Test func allowedUnsealedPluginsAreFound() async throws {
        try await EngineFixture { $0.allowsUnsealed = true }.run { engine in
            #expect(await engine.check("sealed")?.status == .warning)
        }
    }

    @Test func journalThatCannotBeReadIsFound() async throws {
        try await EngineFixture().run { engine in
            #expect(await engine.check("journal")?.status == .ok)
            _ = try await engine.events("engine.started").event()
            #expect(try await ProcessFacts.eventually { (try? engine.store.close()) != nil })
            #expect(await engine.check("journal")?.status == .error)
            for _ in 0..<Journal.batch { engine.journal.tell("test", [:]) }
            #expect(await engine.check("journal")?.status == .error)
        }
    }

    @Test func rejectedAndFailedPluginsAreFound() async throws {
        let fixture = try EngineFixture()
        try fixture.put("bad", isSealed: false)
        try fixture.put("broken", .script("exit 3"))
        try fixture.put("good")
        try await fixture.run { engine in
            _ = try? await engine.start("broken")
            let checks = await engine.doctor().checks.filter { $0.code == "plugin" }
            #expect(checks.map(\.status) == [.error, .error])
            #expect(checks.first?.what.contains("has no MANIFEST.json") == true)
            #expect(checks.last?.what.contains("failed too often") == true)
            #expect(checks.last?.advice?.contains("omniview plugin crashes broken") == true)
        }
    }

    @Test func whatAPersonWantsIsNoFinding() async throws {
        let fixture = try EngineFixture()
        try fixture.put("kept-off")
        try fixture.put("stopped")
        try await fixture.run { engine in
            try await engine.setEnabled(false, "kept-off")
            try await engine.stop("stopped")
            #expect(await engine.check("plugin") == nil)
        }
    }

    @Test func folderWithoutAnIDIsFound() async throws {
        let fixture = try EngineFixture()
        try fixture.folder.write("schema_version: 9\n", to: "state/plugins/No Plugin/plugin.yaml")
        try await fixture.run { engine in
            let check = await engine.check("folder")
            #expect(check?.status == .error)
            #expect(check?.what.contains("plugins/No Plugin is not taken") == true)
        }
    }
}

extension Engine {
    fileprivate func check(_ code: String) async -> DoctorCheck? {
        await doctor().checks.first { $0.code == code }
    }
}
