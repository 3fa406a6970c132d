import EngineAPI
import Logging
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

/// An engine with 20 plugins, and everybody who wants something of it.
struct ChaosRun: Sendable {
    let sources: ChaosSources
    let watch: ProcessWatch
    let tally = ChaosTally()

    private var folder: TemporaryFolder { sources.folder }

    /// Short times, so that every rule of the supervisor is met within seconds; those for the health of a backend are
    /// long enough for a busy machine.
    private static var policy: SupervisorPolicy {
        var policy = SupervisorPolicy()
        policy.healthInterval = .milliseconds(2500)
        policy.healthDeadline = .seconds(2)
        policy.backoff.first = .milliseconds(50)
        policy.backoff.longest = .seconds(1)
        policy.healthyRun = .seconds(1)
        policy.crashBudget = 6
        policy.crashWindow = .seconds(5)
        policy.breakerWait = .seconds(1)
        policy.longestBreakerWait = .seconds(4)
        policy.loadRetry = .seconds(1)
        policy.idleStop = .seconds(1)
        policy.drainLimit = .seconds(3)
        return policy
    }

    private func configuration(_ state: String) -> EngineConfiguration {
        var configuration = EngineConfiguration(stateDirectory: "\(folder.path)/\(state)")
        configuration.policy = Self.policy
        configuration.sampleInterval = .seconds(1)
        // What logs may hold in memory is held soon, so that it is not taken for a leak.
        configuration.logLimits.ringRecords = 200
        configuration.logLimits.ringBytes = 64 << 10
        configuration.logLimits.queueRecords = 500
        configuration.logLimits.fileBytes = 512 << 10
        configuration.logLimits.files = 2
        return configuration
    }

    /// Runs an engine in a state folder of this name for so long, and says what became of it.
    func run(_ state: String, for duration: Duration) async throws -> ChaosFigures {
        let disk = try await SmallDisk(at: "\(folder.path)/\(state)", for: duration)
        let watchdog = Task { await bark(disk) }
        defer { watchdog.cancel() }
        try sources.fill(state)
        var figures = try await hurt(configuration(state), disk, duration)
        figures.hasFullDisk = disk.isMounted
        figures.journal = try await check(configuration(state), upTo: figures.lastEventRead)
        try await disk.unmount()
        return figures
    }

    /// Everything at once. When it returns, the engine has ended and is let go.
    private func hurt(
        _ configuration: EngineConfiguration,
        _ disk: SmallDisk,
        _ duration: Duration
    ) async throws -> ChaosFigures {
        let logger = Logger(label: "chaos") { _ in SwiftLogNoOpLogHandler() }
        let engine = try await Engine.open(configuration, logger: logger)
        tally.ask { [weak engine] in
            await (engine?.summaries() ?? []).map { "\($0.id) is \($0.phase.rawValue): \($0.reason.message)" }
        }
        let (running, isRunning) = AsyncStream.makeStream(of: Void.self)
        let life = Task {
            defer { isRunning.finish() }
            try await engine.run { isRunning.finish() }
        }
        for await _ in running {}

        let flag = ChaosFlag()
        let followers = ChaosFollowers(engine: engine, tally: tally, flag: flag)
        async let lastEventRead = followers.readAll()
        let watching = Task { await watch.watch() }
        var figures = ChaosFigures()
        await withTaskGroup { group in
            group.addTask { await ChaosCallers(engine: engine, tally: tally, flag: flag).run() }
            group.addTask {
                await ChaosActors(engine: engine, watch: watch, disk: disk, tally: tally, flag: flag).run()
            }
            group.addTask { await ChaosPeople(engine: engine, sources: sources, tally: tally, flag: flag).run() }
            group.addTask { await followers.run() }
            let end = ContinuousClock.now + duration
            var second = 0
            while ContinuousClock.now < end {
                try? await Task.sleep(for: min(end - ContinuousClock.now, .seconds(1)))
                second += 1
                figures.memory.note(ProcessFacts.privateBytes, after: second)
                figures.allocated.note(ProcessFacts.allocatedBytes, after: second)
            }
            flag.raise()
        }
        let begin = ContinuousClock.now
        try await tally.timed("stop of the engine") {
            engine.stop()
            try await life.value
        }
        figures.stop = ContinuousClock.now - begin
        figures.lastEventRead = await lastEventRead
        watching.cancel()
        await watching.value
        return figures
    }

    /// Reads the journal with another engine, which can only be opened when nothing of the first is left.
    private func check(_ configuration: EngineConfiguration, upTo lastRead: Int) async throws -> JournalCheck {
        var check = JournalCheck()
        let logger = Logger(label: "chaos") { _ in SwiftLogNoOpLogHandler() }
        let engine = try await Engine.open(configuration, logger: logger)
        let newest = try await engine.store.eventBounds().newest
        let follower = try await engine.follow(after: 0, plugin: nil, kind: nil)
        while check.events < newest, let element = await follower.next() {
            guard case .event(let event) = element else { continue }
            check.take(event)
        }
        check.finish()
        check.violations.forEach { tally.violation("journal: \($0)") }
        if lastRead != check.events {
            tally.violation("who followed from the beginning got \(lastRead) of \(check.events) events")
        }
        try engine.store.close()
        return check
    }

    /// Ends this process when something never ends.
    private func bark(_ disk: SmallDisk) async {
        while (try? await Task.sleep(for: .seconds(1))) != nil {
            let stuck = tally.stuck()
            guard !stuck.isEmpty else { continue }
            let reasons = (stuck + tally.violations + (await tally.standings())).joined(separator: "\n")
            Issue.record("OMNIVIEW_SEED=\(ChaosSettings.seed): this hangs\n\(reasons)")
            if disk.isMounted { _ = try? await TestSupport.run("/bin/umount", ["-l", disk.path]) }
            exit(1)
        }
    }
}
