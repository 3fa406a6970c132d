import EngineAPI
import PluginHost
import PluginStore
import Synchronization
import TestSupport
import Testing

@testable import PluginEngine

/// What people do to plugins.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineActionsTests {
    @Test func aCallWakesAndAUsersStopHolds() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            let process = try await engine.call("one")
            try await engine.stop("one")
            // It returns when nothing is left.
            #expect(!ProcessFacts.isRunning(process))
            #expect(try await engine.summary(of: "one").reason.code == "stopped-by-user")
            let failure = await #expect(throws: PluginCallError.self) { try await engine.call("one") }
            #expect(failure?.obstacle == .stoppedByUser)
            try await engine.start("one")
            #expect(try await engine.call("one") != process)
            #expect(try await engine.summary(of: "one").demands == ["a user's start"])
        }
    }

    @Test func restartIsAnotherProcess() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            // Of one that does not run it is a start.
            try await engine.restart("one")
            let first = try await engine.call("one")
            try await engine.restart("one")
            let second = try #require(try await engine.summary(of: "one").processID)
            #expect(second != Int(first))
            #expect(!ProcessFacts.isRunning(first))
            #expect(try await engine.crashes(of: "one").isEmpty)
        }
    }

    @Test func disabledPluginIsStoppedAndForbidden() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", rest: "activation: [on_startup]\n")
        try await fixture.run { engine in
            let process = try await engine.call("one")
            try await engine.setEnabled(false, "one")
            #expect(!ProcessFacts.isRunning(process))
            try await expectProblem(.pluginConflict) { try await engine.start("one") }
            let number = try await engine.lastEvent
            try await engine.setEnabled(true, "one")
            // What starts with the engine is needed again.
            try await engine.phase("running", of: "one", after: number)
        }
    }

    @Test func unknownPluginIsAProblemWithASuggestion() async throws {
        let fixture = try EngineFixture()
        try fixture.put("weather", .pages)
        try await fixture.run { engine in
            let actions: [(Engine) async throws -> Void] = [
                { try await $0.start("wether") }, { try await $0.stop("wether") }, { try await $0.restart("wether") },
                { try await $0.reset("wether") }, { try await $0.setEnabled(false, "wether") },
                { try await $0.rollBack("wether") }, { try await $0.remove("wether") },
                { _ = try await $0.settings(of: "wether") }, { _ = try await $0.history(of: "wether") },
            ]
            for action in actions {
                let problem = try await expectProblem(.pluginNotFound) { try await action(engine) }
                #expect(problem.suggestions == ["weather"])
                #expect(problem.plugin == "wether")
            }
            let problem = try await expectProblem(.pluginNotFound) { try await engine.start("Not/an id") }
            #expect(problem.suggestions == nil)
        }
    }

    @Test func pluginWithoutABackendIsAProblem() async throws {
        let fixture = try EngineFixture()
        try fixture.put("pages", .pages)
        try await fixture.run { engine in
            for action in [Engine.start, Engine.stop, Engine.restart, Engine.reset] {
                try await expectProblem(.pluginConflict) { try await action(engine)("pages") }
            }
            // It can be kept from being shown all the same.
            try await engine.setEnabled(false, "pages")
            #expect(try await engine.summary(of: "pages").reason.code == "disabled")
        }
    }

    @Test func rejectedPluginIsAProblemThatSaysWhy() async throws {
        let fixture = try EngineFixture()
        try fixture.put("bad", isSealed: false)
        try await fixture.run { engine in
            for action in [Engine.start, Engine.stop, Engine.restart, Engine.reset] {
                let problem = try await expectProblem(.pluginConflict) { try await action(engine)("bad") }
                #expect(problem.detail.contains("has no MANIFEST.json"))
            }
            let problem = try await expectProblem(.pluginConflict) { try await engine.setEnabled(false, "bad") }
            #expect(problem.detail.contains("has no MANIFEST.json"))
        }
    }

    @Test func removedPluginIsStoppedAndItsDataStays() async throws {
        let fixture = try EngineFixture()
        try fixture.install("one")
        try fixture.folder.write("precious", to: "state/data/one/notes")
        try await fixture.run { engine in
            let process = try await engine.call("one")
            try await engine.remove("one")
            #expect(!ProcessFacts.isRunning(process))
            #expect(fixture.target(of: "one") == nil)
            #expect(await engine.summaries().isEmpty)
            #expect(try readFile("\(fixture.state)/data/one/notes") == Array("precious".utf8))
            try await expectProblem(.pluginNotFound) { try await engine.remove("one") }
        }
    }

    @Test func removalWaitsForAProcessThatDoesNotEnd() async throws {
        let runner = Mutex<StubbornRunner?>(nil)
        defer { runner.withLock { $0?.release() } }
        let fixture = try EngineFixture { configuration in
            configuration.configureLaunch = { _, launch in
                let stubborn = StubbornRunner(launch.command)
                runner.withLock { $0 = stubborn }
                launch.runner = stubborn
                launch.command = PluginCommand(program: "")
                launch.checksum = nil
                launch.stopPolicy = .impatient
            }
        }
        try fixture.install("one")
        try await fixture.run { engine in
            try await engine.start("one")
            let process = try #require(runner.withLock { $0?.processes.first })
            runner.withLock { $0?.pause() }
            for _ in 0..<2 {
                let problem = try await expectProblem(.pluginConflict) { try await engine.remove("one") }
                #expect(problem.detail.contains("not removed yet") && problem.detail.contains("when it ends"))
            }
            #expect(fixture.target(of: "one") != nil)
            let removed = try await engine.events("plugin.removed", of: "one")
            runner.withLock { $0?.release() }
            _ = try await removed.event()
            #expect(!ProcessFacts.isRunning(process))
            #expect(fixture.target(of: "one") == nil)
        }
        #expect(try await fixture.store { try await $0.plugins() }.isEmpty)
    }

    /// Also of one that is stopped: that a removal has failed is no removal.
    @Test func usersOwnFolderStaysAlsoWhenItsPluginIsStopped() async throws {
        let fixture = try EngineFixture()
        try fixture.put("own")
        try await fixture.run { engine in
            try await engine.start("own")
            try await engine.stop("own")
            let problem = try await expectProblem(.pluginConflict) { try await engine.remove("own") }
            #expect(problem.detail.contains("own"))
            try await engine.start("own")
        }
        #expect(try await fixture.store { try await $0.plugins() }.map(\.plugin) == ["own"])
    }

    @Test func usersOwnFolderIsNotRemoved() async throws {
        let fixture = try EngineFixture()
        try fixture.put("own")
        try await fixture.run { engine in
            try await expectProblem(.pluginConflict) { try await engine.remove("own") }
            #expect(TemporaryFolder.entries(of: "\(fixture.plugins)/own").contains("plugin.yaml"))
            #expect(await engine.summaries().map(\.id) == ["own"])
        }
    }

    @Test func eachActionIsInTheAudit() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            try await engine.start("one")
            _ = try? await engine.remove("one")
            try await Caller.$current.withValue(.page) { try await engine.setEnabled(false, "one") }
            let records = try await engine.audit(count: 9)
            #expect(
                records.map { "\($0.actor) \($0.action) \($0.plugin ?? "") \($0.outcome)" } == [
                    "page plugin.disable one ok", "application plugin.remove one omniview:plugin/conflict",
                    "application plugin.start one ok",
                ]
            )
            let (first, last) = (try #require(records.first), try #require(records.last))
            let page = try await engine.audit(of: "one", before: first.sequence, count: 1)
            #expect(page == [records[1]])
            let before = try await engine.audit(before: last.sequence, count: 9)
            #expect(before.isEmpty)
            let other = try await engine.audit(of: "other", count: 9)
            #expect(other.isEmpty)
        }
    }

    @Test func historySaysWhenAndWhy() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        let before = WallClock.now
        try await fixture.run { engine in
            try await engine.start("one")
            try await engine.stop("one")
            try await engine.phase("stopped", of: "one")
            let history = try await engine.history(of: "one")
            #expect(history.map(\.to) == [.validating, .starting, .running, .stopping, .stopped])
            #expect(history.first?.from == .installed)
            for step in history {
                #expect((before...WallClock.now).contains(step.time.milliseconds))
                #expect(!step.reason.code.isEmpty && !step.reason.message.isEmpty)
            }
            let events = try await engine.store.events(after: 0, limit: 99, kindPrefix: "plugin.phase-changed").events
            #expect(events.count == history.count)
        }
    }
}
