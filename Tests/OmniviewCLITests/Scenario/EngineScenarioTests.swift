import EngineAPI
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The life of plugins, as a person sees it who has a terminal: the real program, a real engine, real processes.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct EngineScenarioTests {
    @Test func aPluginIsInstalledLookedAtAndStarted() async throws {
        let scenario = try Scenario()
        let sample = try scenario.make(version: "1.0.0")
        let other = try await scenario.archive(scenario.make("other", version: "2.0.0"))
        try await scenario.serve {
            let install = try await scenario.done("plugin", "install", sample)
            #expect(
                install == "installed sample 1.0.0, sealed as it came\n"
                    + "sample is installed: the plugin sample is not running because nobody needs it\n"
            )
            let unpack = try await scenario.done("plugin", "install", other)
            #expect(unpack.hasPrefix("installed other 2.0.0, sealed as it came\nother is installed: "), "\(unpack)")

            let list = try await scenario.done("plugin", "list").split(separator: "\n").map { line in
                line.split(separator: " ").prefix(3).joined(separator: " ")
            }
            #expect(list == ["id version phase", "other 2.0.0 installed", "sample 1.0.0 installed"])
            let info = try await scenario.done("plugin", "info", "sample")
            #expect(info.contains("intact, 2 files compared "), "\(info)")
            #expect(info.contains(", active\n"), "\(info)")
            let status = try await scenario.done("plugin", "status", "sample")
            #expect(status.hasPrefix("sample is installed\n"), "\(status)")
            #expect(status.contains(" [not-needed]\n"), "\(status)")

            let start = try await scenario.done("plugin", "start", "sample")
            #expect(start == "sample is running: it runs for a user's start\n")
            let detail = try await scenario.value(PluginDetail.self, "plugin", "start", "other")
            #expect(detail.summary.phase == .running)
            let (first, second) = (try await scenario.process("sample"), try await scenario.process("other"))
            #expect(first != second)
            // What runs is not started anew.
            #expect(try await scenario.done("plugin", "start", "sample") == start)
            #expect(try await scenario.process("sample") == first)
            #expect(try await scenario.done("status").contains("2 running"))
        }
    }

    @Test func aPluginThatIsKilledComesBack() async throws {
        let scenario = try Scenario()
        let plugin = try scenario.make(version: "1.0.0", "echo 'these are its words' >&2")
        try await scenario.serve {
            try await scenario.done("plugin", "install", plugin)
            try await scenario.done("plugin", "start", "sample")
            let first = try await scenario.process()
            kill(first, SIGKILL)
            try await scenario.event("its process #2 takes calls")
            #expect(try await scenario.process() != first)
            let summary = try await scenario.summary()
            #expect(summary.phase == .running)
            #expect(summary.restarts == 1)
            #expect(summary.crashesInBudget == 1)

            let crashes = try await scenario.value([CrashReport].self, "plugin", "crashes", "sample")
            #expect(crashes.map(\.signal) == ["SIGKILL"])
            #expect(crashes.map(\.generation) == [1])
            #expect(crashes.first?.logTail.contains { $0.contains("these are its words") } == true)
            let report = try await scenario.done("plugin", "crashes", "sample")
            #expect(report.contains("ended by SIGKILL after "), "\(report)")

            let steps = ["validating", "starting", "running", "recovering", "validating", "starting", "running"]
            let history = try await scenario.value([PhaseTransition].self, "plugin", "history", "sample")
            #expect(history.map(\.to.rawValue) == steps)
            #expect(history.first?.from == .installed)
            #expect(zip(history, history.dropFirst()).allSatisfy { $0.to == $1.from })

            let all = try await scenario.values(EngineEvent.self, "events")
            #expect(all.first?.kind == "engine.started")
            let areRising = zip(all, all.dropFirst()).allSatisfy { $0.sequence < $1.sequence }
            #expect(areRising, "\(all.map(\.sequence))")
            let own = all.filter { $0.plugin == "sample" }
            #expect(own.first?.kind == "plugin.added")
            #expect(own.compactMap(\.phase) == steps)
            let fall = try #require(own.firstIndex { $0.phase == "recovering" })
            #expect(own[fall...].count { $0.kind == "plugin.crashed" } == 1)
        }
    }

    @Test func whatIsDisabledStoppedOrRemovedDoesNotRun() async throws {
        let scenario = try Scenario()
        let plugin = try scenario.make(version: "1.0.0")
        try await scenario.serve {
            try await scenario.done("plugin", "install", plugin)
            try await scenario.done("plugin", "start", "sample")
            let first = try await scenario.process()
            let why = "the plugin sample is disabled: enable it to use it\n"
            let disable = try await scenario.done("plugin", "disable", "sample")
            #expect(disable == "sample is stopped, disabled: \(why)")
            #expect(!ProcessFacts.isRunning(first))
            #expect(try await scenario.refused(65, "plugin", "start", "sample") == "error: \(why)")
            #expect(try await scenario.failure(65, "plugin", "start", "sample") == "omniview:plugin/conflict")
            #expect(try await scenario.summary().enabled == false)

            try await scenario.done("plugin", "enable", "sample")
            try await scenario.done("plugin", "start", "sample")
            let second = try await scenario.process()
            let stop = try await scenario.done("plugin", "stop", "sample")
            #expect(stop == "sample is stopped: the plugin sample was stopped by a user: start it to use it\n")
            #expect(!ProcessFacts.isRunning(second))
            let stopped = try await scenario.summary()
            #expect(stopped.phase == .stopped)
            #expect(stopped.processID == nil)

            let start = try await scenario.done("plugin", "start", "sample")
            #expect(start == "sample is running: it runs for a user's start\n")
            let third = try await scenario.process()
            let note = try scenario.folder.write("mine", to: "state/data/sample/note")
            #expect(try await scenario.done("plugin", "remove", "sample") == "removed sample; its data stays\n")
            #expect(!ProcessFacts.isRunning(third))
            #expect(try await scenario.value([PluginSummary].self, "plugin", "list").isEmpty)
            #expect(try await scenario.refused(65, "plugin", "start", "sample") == "error: there is no plugin sample\n")

            // It finds its data again.
            try await scenario.done("plugin", "install", plugin)
            try await scenario.done("plugin", "start", "sample")
            #expect(try readFile(note) == Array("mine".utf8))
        }
    }

    @Test func theNextEngineKnowsWhatTheLastOneHad() async throws {
        let scenario = try Scenario()
        let (sample, other) = (try scenario.make(version: "1.0.0"), try scenario.make("other", version: "1.0.0"))
        let hello = try scenario.makeHello()
        try await scenario.serve {
            for plugin in [sample, other, hello] { try await scenario.done("plugin", "install", plugin) }
            try await scenario.done("plugin", "disable", "other")
            try await scenario.done("plugin", "start", "sample")
            try await scenario.done("plugin", "start", "hello")
            _ = (try await scenario.process("sample"), try await scenario.process("hello"))
        }
        #expect(try await scenario.refused(69, "status").contains("no engine answers at "))
        try await scenario.serve {
            let plugins = try await scenario.value([PluginSummary].self, "plugin", "list")
            #expect(plugins.map(\.id) == ["hello", "other", "sample"])
            #expect(plugins.map(\.phase) == [.installed, .installed, .installed])
            #expect(plugins.map(\.enabled) == [true, false, true])
            try await scenario.done("plugin", "start", "sample")
            // The journal goes on where it was.
            let kinds = try await scenario.values(EngineEvent.self, "events").map(\.kind)
            #expect(kinds.count { $0 == "engine.started" } == 2)
        }
    }

    @Test func anEngineThatIsKilledTakesItsPluginsAlong() async throws {
        let scenario = try Scenario()
        let (sample, hello) = (try scenario.make(version: "1.0.0"), try scenario.makeHello())
        var processes: [Int32] = []
        try await scenario.serve(ending: SIGKILL) {
            for plugin in [sample, hello] { try await scenario.done("plugin", "install", plugin) }
            for id in ["sample", "hello"] {
                try await scenario.done("plugin", "start", id)
                processes.append(try await scenario.process(id))
            }
        }
        #if !os(Linux)
        for process in processes { kill(process, SIGKILL) }
        #endif
        #expect(processes.count == 2)
        let left = processes
        #expect(try await ProcessFacts.eventually { !left.contains(where: ProcessFacts.isRunning) })
        #expect(try await scenario.refused(69, "status").contains("no engine answers at "))
        // The end of this one sees that nothing is left of the other either.
        try await scenario.serve {
            try await scenario.done("plugin", "start", "sample")
            try await scenario.done("plugin", "start", "hello")
            try await scenario.done("doctor")
        }
    }
}

extension EngineEvent {
    /// The phase that a plugin has come to, when that is what happened.
    fileprivate var phase: String? {
        guard kind == "plugin.phase-changed", case .object(let members) = data, case .string(let to)? = members["to"]
        else { return nil }
        return to
    }
}
