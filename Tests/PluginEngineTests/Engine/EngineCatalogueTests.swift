import EngineAPI
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What an engine finds in its folder, and what it makes of changes there.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineCatalogueTests {
    @Test func manyScansAtOnceShareOne() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            try fixture.put("one", .pages)
            // Each sees what was there when it was asked for, also those that another one's work serves.
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<50 {
                    group.addTask {
                        try await engine.rescan()
                        return await engine.plugins[pluginID("one")] != nil
                    }
                }
                // Whoever gives up takes nobody else along.
                let cancelled = Task { try await engine.rescan() }
                cancelled.cancel()
                for try await isThere in group { #expect(isThere) }
            }
        }
    }

    @Test func findsPluginsOfAllKinds() async throws {
        let fixture = try EngineFixture()
        try fixture.put("own")
        let digest = try fixture.install("stored")
        try fixture.put("pages", .pages)
        try await fixture.run { engine in
            let summaries = await engine.summaries()
            #expect(summaries.map(\.id) == ["own", "pages", "stored"])
            #expect(summaries.map(\.hasBackend) == [true, false, true])
            #expect(summaries.allSatisfy { $0.phase == .installed && $0.sealed && $0.enabled && $0.problems == 0 })
            let stored = try await engine.detail(of: "stored")
            #expect(stored.digest == "sha256:\(digest)")
            #expect(stored.versions.map(\.active) == [true])
            #expect(stored.directory.hasSuffix("/store/\(digest)"))
            #expect(stored.verification?.status == .intact)
            #expect(await engine.summaries()[1].reason.code == "no-backend")
            // To look at a plugin starts nothing.
            #expect(fixture.processes.isEmpty)
        }
    }

    /// A folder that must not be taken, why, and by what the journal and the API name it.
    enum Bad: String, CaseIterable {
        case brokenDefinition = "invalid-definition"
        case unsealed
        case changedFile = "not-intact"
        case missingDependency = "unresolved"
        case missingComponent = "invalid-component"

        func put(_ fixture: EngineFixture) throws {
            switch self {
            case .brokenDefinition: try fixture.put("bad", rest: "colour: red\n", isSealed: false)
            case .unsealed: try fixture.put("bad", isSealed: false)
            case .changedFile:
                try fixture.put("bad", .pages)
                try fixture.folder.write("other {}\n", to: "state/plugins/bad/assets/entry.js")
            case .missingDependency: try fixture.put("bad", rest: "dependencies: {nobody: \"^1\"}\n")
            case .missingComponent:
                try fixture.put("bad", .pages, rest: "ui: {views: [{id: a, title: A, entry: none.js}]}\n")
            }
        }
    }

    @Test(arguments: Bad.allCases) func oneBadPluginStopsNoOther(bad: Bad) async throws {
        let fixture = try EngineFixture()
        try bad.put(fixture)
        try fixture.put("good", rest: "activation: [on_startup]\n")
        try await fixture.run { engine in
            let rejected = try await engine.events("plugin.rejected").event()
            #expect(rejected.plugin == "bad")
            #expect(rejected.text("code") == bad.rawValue)
            let summary = try await engine.summary(of: "bad")
            #expect(summary.phase == .failed)
            #expect(summary.reason.code == bad.rawValue)
            #expect(summary.problems > 0)
            try await expectProblem(.pluginConflict) { try await engine.start("bad") }
            try await engine.phase("running", of: "good")
        }
    }

    @Test func unsealedPluginRunsWhereThatIsAllowed() async throws {
        let fixture = try EngineFixture { $0.allowsUnsealed = true }
        try fixture.put("plain", isSealed: false)
        try await fixture.run { engine in
            try await engine.call("plain")
            let detail = try await engine.detail(of: "plain")
            #expect(!detail.summary.sealed)
            #expect(detail.verification?.status == .unsealed)
            #expect(detail.relaxations.map(\.code) == ["unsealed"])
        }
    }

    @Test func ofTwoFoldersWithOneIDThatOfTheNameIsTaken() async throws {
        let fixture = try EngineFixture()
        try fixture.put("twice", version: "1.0.0", .pages)
        try fixture.put("twice", version: "2.0.0", .pages, in: "another")
        try await fixture.run { engine in
            let summary = try await engine.summary(of: "twice")
            #expect(summary.version == "1.0.0")
            let checks = await engine.doctor().checks.filter { $0.code == "folder" }
            #expect(checks.map(\.status) == [.error])
            #expect(checks.first?.what.hasPrefix("plugins/another is not taken") == true)
            #expect(checks.first?.advice == "twice is there already, in the folder twice; remove this one")
            // Said once, however often the folders are looked at.
            try await engine.rescan()
            let said = fixture.log.entries.filter { $0.message == "A folder is not taken" }
            #expect(said.map { $0.metadata["folder"] } == ["another"])
        }
    }

    @Test func whatIsKnownSurvivesTheEngine() async throws {
        let fixture = try EngineFixture()
        try fixture.put("kept-off")
        try await fixture.run { engine in try await engine.setEnabled(false, "kept-off") }
        try await fixture.run { engine in
            let summary = try await engine.summary(of: "kept-off")
            #expect(!summary.enabled)
            #expect(summary.reason.code == "disabled")
            let failure = await #expect(throws: PluginCallError.self) { try await engine.call("kept-off") }
            #expect(failure?.obstacle == .disabled)
        }
    }

    // MARK: - Changes

    @Test func newFolderIsTakenAtOnce() async throws {
        let fixture = try EngineFixture()
        try await fixture.run { engine in
            let added = try await engine.events("plugin.added", of: "late")
            try fixture.put("late", rest: "activation: [on_startup]\n")
            #expect(try await added.event().text("version") == "1.0.0")
            try await engine.phase("running", of: "late")
        }
    }

    @Test func newVersionIsTakenBesideTheRunningOne() async throws {
        let fixture = try EngineFixture()
        try fixture.install("one", version: "1.0.0")
        try await fixture.run { engine in
            let first = try await engine.call("one")
            let upgraded = try await engine.events("plugin.upgraded", of: "one")
            // As another process does, such as the command that installs.
            try fixture.install("one", version: "1.1.0")
            #expect(try await upgraded.event().text("version") == "1.1.0")
            let second = try await engine.call("one")
            #expect(second != first)
            let summary = try await engine.summary(of: "one")
            #expect(summary.version == "1.1.0")
            #expect(summary.processID == Int(second))
        }
    }

    @Test func removedFolderStopsThePlugin() async throws {
        let fixture = try EngineFixture()
        try fixture.put("going")
        try await fixture.run { engine in
            let (place, aside) = ("\(fixture.plugins)/going", "\(fixture.folder.path)/gone")
            let process = try await engine.call("going")
            let removed = try await engine.events("plugin.removed", of: "going")
            try FileManager.default.moveItem(atPath: place, toPath: aside)
            let end = try await removed.event().sequence
            #expect(!ProcessFacts.isRunning(process))
            try await expectProblem(.pluginNotFound) { _ = try await engine.detail(of: "going") }
            // It was no crash, and it can come back.
            try FileManager.default.moveItem(atPath: aside, toPath: place)
            _ = try await engine.events("plugin.added", of: "going", after: end).event()
            #expect(try await engine.call("going") != process)
            #expect(try await engine.crashes(of: "going").isEmpty)
        }
    }
}
