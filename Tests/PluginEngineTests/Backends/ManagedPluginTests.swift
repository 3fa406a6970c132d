import Logging
import PluginHost
import PluginProtocol
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

/// Real processes under the supervisor.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct ManagedPluginTests {
    /// Restarts at once, however short the run before was.
    private static var forgiving: SupervisorPolicy {
        var policy = SupervisorPolicy()
        policy.healthyRun = .zero
        return policy
    }

    private static func health(_ plugin: RunningPlugin) async throws -> String {
        try await plugin.health(timeout: .seconds(60))
    }

    private static func remove(_ address: PluginAddress) throws {
        guard case .unix(let path) = address, unlink(path) == 0 else { throw NoSuchFile(address: "\(address)") }
    }

    private struct NoSuchFile: Error {
        let address: String
    }

    @Test func sleepsUntilItIsCalled() async throws {
        try await ManagedFixture.native().run { managed, _ in
            #expect(await managed.standing == .notRunning(.notNeeded))
            #expect(await managed.processID == nil)
            let health = try await managed.withBackend { try await Self.health($0) }
            #expect(health == "SERVING")
            #expect(await managed.processID != nil)
            #expect(await managed.lifeCycle.phase == .running)
        }
    }

    @Test func manyCallsWakeOneProcess() async throws {
        try await ManagedFixture.native().run { managed, events in
            let processes = try await withThrowingTaskGroup(of: Int32.self) { group in
                for _ in 0..<50 { group.addTask { try await managed.withBackend { $0.processID } } }
                return try await group.reduce(into: Set()) { $0.insert($1) }
            }
            #expect(processes.count == 1)
            #expect(events.crashes.isEmpty)
        }
    }

    @Test func killedBackendComesBack() async throws {
        try await ManagedFixture.native(policy: Self.forgiving).run { managed, events in
            managed.tell(.demandAdded(.startup))
            let first = try await managed.withBackend { $0.processID }
            #expect(kill(first, SIGKILL) == 0)
            let crash = try #require(await events.nextCrash())
            #expect(crash.kind == .ended(.signaled(SIGKILL)))
            #expect(crash.numberInBudget == 1)
            let health = try await managed.withBackend { try await Self.health($0) }
            #expect(health == "SERVING")
            #expect(await managed.processID != first)
            #expect(events.crashes.count == 1)
        }
    }

    @Test func callThatLosesItsBackendSaysSo() async throws {
        try await ManagedFixture.native(policy: Self.forgiving).run { managed, _ in
            let failure = await #expect(throws: PluginCallError.self) {
                try await managed.withBackend { plugin in
                    kill(plugin.processID, SIGKILL)
                    _ = try await Self.health(plugin)
                }
            }
            #expect(failure?.code == .backendEnded)
            #expect(failure?.plugin == "sample")
            // On a busy machine the connection's loss is seen long before the process's end.
            #expect(failure?.end == .signaled(SIGKILL) || failure?.end == .unknown)
        }
    }

    @Test func callThatMayBeRepeatedIs() async throws {
        try await ManagedFixture.native(policy: Self.forgiving).run { managed, _ in
            let runs = Mutex(0)
            let health = try await managed.withBackend(isIdempotent: true) { plugin in
                let isFirst = runs.withLock {
                    $0 += 1
                    return $0 == 1
                }
                if isFirst { kill(plugin.processID, SIGKILL) }
                return try await Self.health(plugin)
            }
            #expect(health == "SERVING")
            #expect(runs.withLock { $0 } == 2)
        }
    }

    // MARK: - What a backend says of itself

    /// Asks often, and gives nothing up however slow the machine is.
    private static var inquisitive: SupervisorPolicy {
        var policy = SupervisorPolicy()
        policy.healthInterval = .milliseconds(1_500)
        policy.healthDeadline = .milliseconds(1_400)
        policy.missedHealthLimit = .max
        return policy
    }

    /// A backend that has Omniview's lifecycle service, which answers with what it is told to.
    private struct SelfAware {
        let sample: SamplePlugin
        private let folder: TemporaryFolder

        init(_ word: String, health: String = "serving") throws {
            folder = try TemporaryFolder()
            let node = try Products.peer("node/bin/node-plugin")
            sample = try .script("export NODE_LIFECYCLE='\(folder.path)/word' NODE_HEALTH=\(health); exec \(node)")
            try say(word)
        }

        func say(_ word: String) throws {
            // In one step: the backend may read it at any time.
            let new = try folder.write(word, to: "new")
            guard rename(new, "\(folder.path)/word") == 0 else { throw NoSuchFile(address: new) }
        }
    }

    /// gRPC's health service says that it serves, or is not there; Omniview's says that it does not, and that counts.
    @Test(arguments: ["serving", "none"], ["serving", "unknown"])
    func backendThatDoesNotServeByItsOwnWordIsDegraded(health: String, recovered: String) async throws {
        let backend = try SelfAware("not-serving", health: health)
        try await ManagedFixture(backend.sample, policy: Self.inquisitive).run { managed, events in
            managed.tell(.demandAdded(.startup))
            let step = try #require(await events.step(to: .degraded))
            #expect(step.reason == "it says that it does not serve")
            // It is asked again, and runs on meanwhile.
            try backend.say(recovered)
            let healed = try #require(await events.step(to: .running, from: .degraded))
            #expect(healed.reason == "it serves again")
            #expect(events.crashes.isEmpty)
        }
    }

    @Test func lifecycleServiceThatFailsIsAFailedHealthCheck() async throws {
        let backend = try SelfAware("broken")
        try await ManagedFixture(backend.sample, policy: Self.inquisitive).run { managed, events in
            managed.tell(.demandAdded(.startup))
            #expect(await events.step(to: .degraded)?.reason == "its health check failed")
            #expect(events.crashes.isEmpty)
        }
    }

    @Test func lifecycleServiceThatDoesNotAnswerIsAHang() async throws {
        var policy = Self.forgiving
        policy.healthInterval = .milliseconds(300)
        policy.healthDeadline = .milliseconds(250)
        let backend = try SelfAware("silent")
        try await ManagedFixture(backend.sample, policy: policy).run { managed, events in
            managed.tell(.demandAdded(.startup))
            let crash = try #require(await events.nextCrash())
            #expect(crash.kind == .hung(missed: 2))
        }
    }

    #if os(Linux)
    @Test func removedSocketIsHealedByARestart() async throws {
        try await ManagedFixture.native(policy: Self.forgiving).run { managed, events in
            managed.tell(.demandAdded(.startup))
            let (first, address) = try await managed.withBackend { ($0.processID, $0.address) }
            try Self.remove(address)
            let crash = try #require(await events.nextCrash())
            #expect(crash.kind == .socketLost)
            #expect(await managed.lifeCycle.history.contains { $0.reason.contains("lost its socket") })
            // A call that comes while the old process ends waits for the new one.
            let second = try await managed.withBackend { $0.processID }
            #expect(second != first)
        }
    }
    #endif

    @Test func aUsersStopIsNoCrash() async throws {
        try await ManagedFixture.native().run { managed, events in
            let process = try await managed.withBackend { $0.processID }
            managed.tell(.userStopped)
            await events.phase(.stopped)
            #expect(!ProcessFacts.isRunning(process))
            #expect(events.crashes.isEmpty)
            let failure = await #expect(throws: PluginCallError.self) { try await managed.withBackend { _ in } }
            #expect(failure?.obstacle == .stoppedByUser)
            managed.tell(.userStarted)
            await events.phase(.running)
            let second = try await managed.withBackend { $0.processID }
            #expect(second != process)
        }
    }

    /// A machine that is busy enough, or a disk that hangs: the process ends only after it was given up.
    @Test func aProcessThatEndsLateIsSeenToEnd() async throws {
        let impatient: @Sendable (inout PluginLaunch) -> Void = { launch in
            launch.stopPolicy = .impatient
        }
        try await ManagedFixture.native().run(configure: impatient) { managed, events in
            for _ in 0..<5 {
                let first = try await managed.withBackend { $0.processID }
                try await managed.perform(.userStopped)
                // It is given up at once, which is a failure, and its end is noticed nevertheless.
                try await managed.wait { [.stopped, .installed].contains($0.lifeCycle.phase) }
                #expect(!ProcessFacts.isRunning(first))
                managed.tell(.userStarted)
                let second = try await managed.withBackend { $0.processID }
                #expect(second != first)
            }
            let isGivenUp = await events.step(to: .failed, from: .stopping) != nil
            #expect(isGivenUp, "no process was given up, so nothing was tried")
        }
    }

    /// What a start has left behind, which failed or was given up: nothing is started beside it.
    @Test(arguments: [false, true]) func nothingIsStartedBesideAProcessThatAStartLeft(isGivenUp: Bool) async throws {
        let runner = Mutex<StubbornRunner?>(nil)
        defer { runner.withLock { $0?.release() } }
        let stubborn: @Sendable (inout PluginLaunch) -> Void = { launch in
            launch.startTimeout = isGivenUp ? .seconds(600) : .milliseconds(200)
            launch.stopPolicy = .impatient
            launch.runner = runner.withLock { current in
                current = current ?? StubbornRunner(PluginCommand(program: "/bin/sleep", arguments: ["600"]))
                return current
            }
            launch.command = PluginCommand(program: "")
        }
        let starts = { runner.withLock { $0?.processes ?? [] } }
        try await ManagedFixture.native(policy: Self.forgiving).run(configure: stubborn) { managed, _ in
            managed.tell(.userStarted)
            if isGivenUp {
                _ = try await ProcessFacts.eventually { !starts().isEmpty }
                managed.tell(.userStopped)
            }
            try await managed.wait { $0.onlyRemains }
            #expect(await managed.lifeCycle.phase == .failed)
            try await managed.perform(.userStarted)
            #expect(await managed.standing == .notRunning(.processRemains(Generation(1))))
            #expect(starts().count == 1 && starts().allSatisfy { ProcessFacts.isRunning($0) })

            runner.withLock { $0?.release() }
            _ = try await ProcessFacts.eventually { starts().count > 1 }
            let first = try #require(starts().first)
            #expect(starts().count > 1 && !ProcessFacts.isRunning(first))
        }
    }

    @Test func backendThatNobodyNeedsIsStoppedAndWoken() async throws {
        var policy = SupervisorPolicy()
        policy.idleStop = .milliseconds(50)
        try await ManagedFixture.native(policy: policy).run { managed, events in
            let first = try await managed.withBackend { $0.processID }
            await events.phase(.stopped)
            #expect(!ProcessFacts.isRunning(first))
            let health = try await managed.withBackend { try await Self.health($0) }
            #expect(health == "SERVING")
            #expect(events.crashes.isEmpty)
        }
    }

    @Test func pluginThatNeverStartsIsGivenUp() async throws {
        var policy = SupervisorPolicy()
        policy.backoff.first = .milliseconds(1)
        let sample = try SamplePlugin.script("exit 3")
        try await ManagedFixture(sample, policy: policy).run { managed, events in
            let failure = await #expect(throws: PluginCallError.self) { try await managed.withBackend { _ in } }
            guard case .failedTooOften(let failures, _) = failure?.obstacle else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(failures == 3)
            #expect(events.crashes.count == 3)
            #expect(await managed.lifeCycle.phase == .failed)
        }
    }

    @Test func refusedFilesAreSaidToWhoeverCalls() async throws {
        let sample = try SamplePlugin(definition: "schema_version: 9\n")
        try await ManagedFixture(sample).run { managed, _ in
            let failure = await #expect(throws: PluginCallError.self) { try await managed.withBackend { _ in } }
            guard case .refused(let problem, _) = failure?.obstacle else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(problem.code == "invalid-definition")
        }
    }

    @Test func newFilesTakeOverWithoutALostCall() async throws {
        try await ManagedFixture.native().run { managed, events in
            let first = try await managed.withBackend { $0.processID }
            let calls = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        var count = 0
                        while try await managed.withBackend({ plugin in
                            let health = try await Self.health(plugin)
                            #expect(health == "SERVING")
                            return plugin.processID
                        }) == first { count += 1 }
                        return count
                    }
                }
                managed.tell(.filesChanged)
                return try await group.reduce(0, +)
            }
            #expect(calls > 0)
            #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(first) })
            #expect(events.crashes.isEmpty)
        }
    }

    @Test func nothingIsLeftWhenTheEngineEnds() async throws {
        let process = try await ManagedFixture.native().run { managed, _ in
            try await managed.withBackend { $0.processID }
        }
        #expect(!ProcessFacts.isRunning(process))
    }
}
