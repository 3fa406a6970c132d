import EngineAPI
import PluginStore
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Plugins that need others: `app` needs `base`.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineDependenciesTests {
    private static let needsBase = "dependencies: {base: \"^1\"}\n"

    private func fixture(_ change: (inout EngineConfiguration) -> Void = { _ in }) throws -> EngineFixture {
        let fixture = try EngineFixture(change)
        try fixture.put("app", rest: Self.needsBase)
        try fixture.put("base")
        return fixture
    }

    @Test func isStartedFirst() async throws {
        try await fixture().run { engine in
            try await engine.call("app")
            // Both are in the order in which it happened.
            let running = try await engine.events("plugin.phase-changed")
            let first = try await running.until { $0.text("to") == "running" }
            #expect(first.plugin == "base")
            #expect(try await running.until { $0.text("to") == "running" }.plugin == "app")
            #expect(try await engine.summary(of: "base").demands == ["plugin app"])
        }
    }

    @Test func runsAsLongAsItIsNeeded() async throws {
        try await fixture().run { engine in
            try await engine.start("app")
            try await engine.stop("app")
            try await engine.phase("stopped", of: "app")
            // What the engine told the other comes before what is told it now.
            try await engine.managed("base")?.perform(.demandRemoved(.user))
            let summary = try await engine.summary(of: "base")
            #expect(summary.demands.isEmpty)
            #expect(summary.processID != nil)
        }
    }

    @Test func unneededOneIsStopped() async throws {
        try await fixture { $0.policy.idleStop = .milliseconds(1) }.run { engine in
            try await engine.start("app")
            #expect(try await engine.summary(of: "base").demands == ["plugin app"])
            let number = try await engine.lastEvent
            try await engine.stop("app")
            try await engine.phase("stopped", of: "base", after: number)
        }
    }

    @Test func refusedDependentIsTriedAgainWhenItComesUp() async throws {
        try await fixture().run { engine in
            try await engine.stop("base")
            let problem = try await expectProblem(.pluginFailed) { try await engine.start("app") }
            #expect(problem.detail.contains("needs the plugin base, which does not run"))
            try await engine.start("base")
            try await engine.phase("running", of: "app")
            #expect(try await engine.summary(of: "base").demands.contains("plugin app"))
        }
    }

    @Test func crashedOneComesBackForItsDependent() async throws {
        try await fixture { $0.policy.healthyRun = .zero }.run { engine in
            let app = try await engine.call("app")
            let base = try await engine.call("base")
            let number = try await engine.lastEvent
            kill(base, SIGKILL)
            try await engine.phase("running", of: "base", after: number)
            // Nobody but the dependent needs it, and that runs on.
            #expect(try await engine.summary(of: "base").processID != Int(base))
            #expect(try await engine.call("app") == app)
        }
    }

    @Test func missingOneThatComesLaterIsEnough() async throws {
        let fixture = try EngineFixture()
        try fixture.put("app", rest: Self.needsBase + "activation: [on_startup]\n")
        try await fixture.run { engine in
            #expect(try await engine.summary(of: "app").reason.code == "unresolved")
            try fixture.put("base")
            // It was to start with the engine, and could not.
            try await engine.phase("running", of: "app")
        }
    }

    /// What was taken when the engine began may be rejected later.
    @Test func oneThatIsGoneKeepsItsDependentFromStarting() async throws {
        let fixture = try fixture()
        try await fixture.run { engine in
            let app = try await engine.call("app")
            let removed = try await engine.events("plugin.removed", of: "base")
            try FileManager.default.moveItem(atPath: "\(fixture.plugins)/base", toPath: "\(fixture.folder.path)/gone")
            _ = try await removed.event()
            // Nothing is taken from what runs.
            #expect(try await engine.call("app") == app)
            let problem = try await expectProblem(.pluginFailed) { try await engine.restart("app") }
            #expect(problem.detail.contains("needs the plugin base"), "\(problem)")
            try FileManager.default.moveItem(atPath: "\(fixture.folder.path)/gone", toPath: "\(fixture.plugins)/base")
            _ = try await engine.events("plugin.added", of: "base", after: try await engine.lastEvent).event()
            try await engine.start("app")
        }
    }

    @Test func newFilesForAnotherEngineAreNotTaken() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            let process = try await engine.call("one")
            let rejected = try await engine.events("plugin.rejected", of: "one")
            try FileManager.default.removeItem(atPath: "\(fixture.plugins)/one")
            try fixture.put("one", version: "2.0.0", rest: "engine: \">=99\"\n")
            _ = try await rejected.event()
            // It may have been gone for a moment; what runs of it is not the new one.
            let summary = try await engine.summary(of: "one")
            #expect(summary.processID == nil || summary.processID == Int(process))
            let problem = try await expectProblem(.pluginFailed) { try await engine.restart("one") }
            #expect(problem.detail.contains(">=99"), "\(problem)")
        }
    }

    @Test func dependentsAreStoppedFirst() async throws {
        let fixture = try fixture()
        try await fixture.run { engine in
            try await engine.start("app")
            try await engine.start("base")
        }
        let stopped = try await fixture.store { try await $0.events(after: 0, limit: 1_000).events }
            .map(\.event)
            .filter { $0.kind == "plugin.phase-changed" && $0.payload.contains("\"to\":\"stopped\"") }
        #expect(stopped.map(\.plugin) == ["app", "base"])
    }

    @Test func disabledOneKeepsItsDependentFromStarting() async throws {
        try await fixture().run { engine in
            try await engine.setEnabled(false, "base")
            #expect(try await engine.summary(of: "app").reason.code == "unresolved")
            try await expectProblem(.pluginFailed) { try await engine.start("app") }
            try await engine.setEnabled(true, "base")
            try await engine.start("app")
            #expect(try await engine.summary(of: "app").problems == 0)
        }
    }
}
