import EngineAPI
import GRPCCore
import PluginHost
import PluginStore
import Synchronization
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

/// What an engine does about backends that fail, and what it tells about them.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct EngineCrashTests {
    /// Between a process's end and its replacement, its client says of itself that it is stopped.
    @Test func callToAClientThatIsBeingStoppedIsAsLostAsTheBackend() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            let lose: @Sendable (RunningPlugin) async throws -> Int32 = { plugin in
                plugin.kill()
                _ = try await plugin.waitUntilExit()
                throw RuntimeError(code: .clientIsStopped, message: "stopped")
            }
            let error = await #expect(throws: PluginCallError.self) {
                try await engine.withBackend(of: pluginID("one"), lose)
            }
            #expect(error?.code == .backendEnded)
            let isLost = Mutex(false)
            let process = try await engine.withBackend(of: pluginID("one"), isIdempotent: true) { plugin in
                let isSecond = isLost.withLock { isLost in
                    defer { isLost = true }
                    return isLost
                }
                return isSecond ? plugin.processID : try await lose(plugin)
            }
            #expect(ProcessFacts.isRunning(process))
        }
    }

    /// What makes the calls may have errors of its own.
    @Test func callWhoseErrorIsWrappedIsAsLost() async throws {
        struct Wrapped: Error {}
        let fixture = try EngineFixture()
        try fixture.put("one")
        try await fixture.run { engine in
            let lose: @Sendable (RunningPlugin) async throws -> Void = { plugin in
                plugin.kill()
                _ = try await plugin.waitUntilExit()
                try await plugin.waitUntilDisconnected()
                throw Wrapped()
            }
            let error = await #expect(throws: PluginCallError.self) {
                try await engine.withBackend(of: pluginID("one"), lose)
            }
            #expect(error?.end == .signaled(SIGKILL))
            #expect(error?.cause is Wrapped)
            // Of a process that lives it is the caller's own.
            await #expect(throws: Wrapped.self) {
                try await engine.withBackend(of: pluginID("one"), isIdempotent: true) { _ in throw Wrapped() }
            }
        }
    }

    /// A message about a start quotes what the plugin wrote, and goes where no log goes.
    @Test func secretsOfAFailedStartAreNowhere() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one", .script("echo password=hunter2secret >&2; exit 7"))
        try await fixture.run { engine in
            let problem = try await expectProblem(.pluginFailed) { try await engine.start("one") }
            #expect(problem.detail.contains("exited with code 7"), "\(problem)")
            let report = try #require(try await engine.crashes(of: "one").first)
            #expect(report.exitCode == 7)
            #expect(report.reason?.contains(Redaction.mark) == true)
            let events = try await engine.store.events(after: 0, limit: 1_000).events.map(\.event.payload)
            let detail = try await engine.detail(of: "one")
            for text in events + ["\(problem)", "\(report)", "\(detail)"] { #expect(!text.contains("hunter2")) }
        }
        #expect(!fixture.log.entries.contains { "\($0)".contains("hunter2") })
    }

    /// That of the process that crashed, be it ever so young, and of no other.
    @Test func reportHasWhatTheProcessUsed() async throws {
        let fixture = try EngineFixture { $0.policy.healthyRun = .zero }
        try fixture.put("one")
        try await fixture.run { engine in
            for number in 1...2 {
                let before = Timestamp(milliseconds: WallClock.now)
                let process = try await engine.call("one")
                let last = try await engine.lastEvent
                kill(process, SIGKILL)
                _ = try await engine.events("plugin.crashed", of: "one", after: last).event()
                let report = try #require(try await engine.crashes(of: "one").first)
                #expect(report.generation == number)
                let used = try #require(report.resources)
                #expect(used.time >= before && used.rssBytes > 0)
            }
        }
    }

    @Test func killedBackendComesBack() async throws {
        let fixture = try EngineFixture { $0.policy.healthyRun = .zero }
        try fixture.put("one", rest: "activation: [on_startup]\n")
        try await fixture.run { engine in
            let first = try await engine.call("one")
            #expect(kill(first, SIGKILL) == 0)
            let crash = try await engine.events("plugin.crashed", of: "one").event()
            #expect(crash.text("signal") == "SIGKILL")
            let second = try await engine.call("one")
            #expect(second != first)
            try await engine.phase("running", of: "one", after: crash.sequence)
            let summary = try await engine.summary(of: "one")
            #expect(summary.restarts == 1)
            #expect(summary.crashesInBudget == 1)
            #expect(summary.processID == Int(second))
        }
    }

    @Test func reportSaysHowItEndedAndWhatItSaidLast() async throws {
        let fixture = try EngineFixture()
        let (script, fifo) = try Self.scriptThatDiesWhenTold(fixture)
        try fixture.put("one", script)
        try await fixture.run { engine in
            try await engine.call("one")
            try Self.tell(fifo)
            _ = try await engine.events("plugin.crashed", of: "one").event()
            let report = try #require(try await engine.crashes(of: "one").first)
            #expect(report.exitCode == 7)
            #expect(report.signal == nil)
            #expect(report.reason == "the backend exited with code 7")
            #expect(report.numberInBudget == 1)
            #expect(report.budget == 5)
            #expect(report.logTail.contains { $0.hasSuffix(": line 9") }, "\(report.logTail)")
            #expect(report.logTail.contains { $0.hasSuffix(": last words") }, "\(report.logTail)")
            #expect(report.history.map(\.to).contains(.running))
            #expect(try await engine.detail(of: "one").lastCrash == report)
        }
    }

    @Test func reportIsThereAfterARestartOfTheEngine() async throws {
        let fixture = try EngineFixture()
        try fixture.put("one")
        let report = try await fixture.run { engine in
            kill(try await engine.call("one"), SIGKILL)
            _ = try await engine.events("plugin.crashed", of: "one").event()
            return try #require(try await engine.crashes(of: "one").first)
        }
        try await fixture.run { engine in
            let crashes = try await engine.crashes(of: "one")
            #expect(crashes == [report])
            let detail = try await engine.detail(of: "one")
            #expect(detail.lastCrash == report)
            // What happened to an engine that ended is nothing that this one counts.
            #expect(detail.summary.crashesInBudget == 0)
        }
    }

    /// A report of lines that are longer than an event may be would keep the journal from going on.
    @Test func reportOfLongLinesIsWritten() async throws {
        let fixture = try EngineFixture()
        let long = "head -c 30000 /dev/zero | tr '\\0' x >&2; echo >&2"
        try fixture.put("one", .script("for i in 1 2 3 4 5 6 7 8 9 10 11 12; do \(long); done; echo bye >&2; exit 3"))
        try await fixture.run { engine in
            try await expectProblem(.pluginFailed) { try await engine.start("one") }
            _ = try await engine.events("plugin.crashed", of: "one").event()
            let report = try #require(try await engine.crashes(of: "one").first)
            #expect(report.logTail.last?.hasSuffix(": bye") == true)
            #expect(report.logTail.contains { $0.contains("xxx") })
        }
    }

    @Test func pluginThatCrashesAtOnceIsGivenUpUntilItIsReset() async throws {
        let fixture = try EngineFixture()
        let flag = "\(fixture.folder.path)/mended"
        try fixture.put("one", .script("[ -e \(flag) ] || exit 3"))
        try await fixture.run { engine in
            let problem = try await expectProblem(.pluginFailed) { try await engine.start("one") }
            #expect(problem.detail.contains("failed too often (3 times)"))
            let summary = try await engine.summary(of: "one")
            #expect(summary.phase == .failed)
            #expect(summary.reason.code == "failed-too-often")
            let crashes = try await engine.events("plugin.crashed", of: "one")
            for _ in 1...3 { _ = try await crashes.event() }
            #expect(try await engine.crashes(of: "one").map(\.numberInBudget) == [3, 2, 1])
            try fixture.folder.write("", to: "mended")
            try await engine.reset("one")
            // A user has started it, so that it is wanted still.
            try await engine.phase("running", of: "one")
            #expect(try await engine.summary(of: "one").crashesInBudget == 0)
        }
    }

    @Test func spentBudgetGivesUp() async throws {
        let fixture = try EngineFixture {
            $0.policy.crashBudget = 2
            $0.policy.healthyRun = .zero
        }
        try fixture.put("one", rest: "activation: [on_startup]\n")
        try await fixture.run { engine in
            let crashes = try await engine.events("plugin.crashed", of: "one")
            for _ in 1...2 {
                kill(try await engine.call("one"), SIGKILL)
                _ = try await crashes.event()
            }
            let failure = await #expect(throws: PluginCallError.self) { try await engine.call("one") }
            guard case .failedTooOften? = failure?.obstacle else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }
    }

    @Test func hangIsFound() async throws {
        let fixture = try EngineFixture {
            $0.policy.healthInterval = .milliseconds(500)
            $0.policy.healthDeadline = .milliseconds(400)
            $0.policy.crashBudget = 1_000
        }
        try fixture.put("one", rest: "activation: [on_startup]\n")
        try await fixture.run { engine in
            let process = try await engine.call("one")
            #expect(kill(process, SIGSTOP) == 0)
            let crash = try await engine.events("plugin.crashed", of: "one").event()
            #expect(crash.text("reason") == "the backend did not answer 2 health checks in a row")
            #expect(try await engine.call("one") != process)
            #expect(!ProcessFacts.isRunning(process))
        }
    }

    // MARK: - Plugins

    /// A plugin that serves until a line comes from a pipe; then it says a few things and exits with code 7.
    static func scriptThatDiesWhenTold(_ fixture: EngineFixture) throws -> (EngineFixture.Program, String) {
        let fifo = "\(fixture.folder.path)/fifo"
        try #require(mkfifo(fifo, 0o600) == 0)
        let body = """
            \(try Products.peer("cpp/bin/cpp-plugin")) & child=$!
            read line < \(fifo)
            for i in 1 2 3 4 5 6 7 8 9; do echo "line $i" >&2; done
            echo "last words" >&2
            kill -9 $child
            exit 7
            """
        return (.script(body), fifo)
    }

    static func tell(_ fifo: String) throws {
        let file = open(fifo, O_WRONLY | O_CLOEXEC)
        try #require(file >= 0)
        write(file, "\n", 1)
        close(file)
    }
}
