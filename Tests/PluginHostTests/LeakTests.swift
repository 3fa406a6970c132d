import Logging
import PluginHost
import PluginProtocol
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What is left of plugins that came and went.
@Suite(.startsProcesses, .timeLimit(.minutes(30))) struct LeakTests {
    /// `OMNIVIEW_ROUNDS` in the environment asks for more.
    private static let rounds = ProcessInfo.processInfo.environment["OMNIVIEW_ROUNDS"].flatMap(Int.init) ?? 1000

    /// The system's timers are kept until they would have gone off, also those that nobody waits for any more: with short
    /// ones there are as many after ten seconds as there will ever be.
    @Sendable private static func launch() throws -> PluginLaunch {
        var launch = try Peers.launch("go/bin/go-plugin")
        launch.startTimeout = .seconds(10)
        launch.connectTimeout = .seconds(10)
        launch.stopPolicy.shutdownDeadline = .seconds(10)
        launch.stopPolicy.exitGrace = .seconds(10)
        return launch
    }

    @Sendable private static func round(_ launch: PluginLaunch) async {
        let log = RecordingLog()
        do {
            let (health, end) = try await PluginHost.withPlugin(launch, logger: log.logger(level: .debug)) {
                try await $0.health(timeout: .seconds(10))
            }
            #expect(health == "SERVING")
            #expect(end.isGraceful, "\(end)")
        } catch {
            // What is thrown in a process of its own is not reported by the runner.
            Issue.record("\(error) \(log.entries.map(\.message))")
        }
    }

    @Sendable private static func expectNoZombies() async throws {
        let areReaped = try await ProcessFacts.eventually { !ProcessFacts.children().values.contains("Z") }
        #expect(areReaped, "\(ProcessFacts.children().keys.map(ProcessFacts.status))")
    }

    /// In a process of its own: what neighbours hold and leave behind must not count.
    @Test func manyStartsLeaveNothingBehind() async {
        ProcessFacts.giveChildrenOneHeap()
        await #expect(processExitsWith: .success) {
            let launch = try Self.launch()
            let samples = 40
            let rounds = Self.rounds / 4
            var (descriptors, threads, memory) = (Trend(), Trend(), Trend())
            for index in 1...rounds {
                await withTaskGroup { group in
                    for _ in 0..<4 { group.addTask { await Self.round(launch) } }
                }
                guard index % (rounds / samples) == 0 else { continue }
                descriptors.note(ProcessFacts.openDescriptors, after: 4 * index)
                threads.note(ProcessFacts.threads, after: 4 * index)
                memory.note(ProcessFacts.privateBytes, after: 4 * index)
            }
            print("descriptors \(descriptors)\nthreads \(threads)\nresident bytes \(memory)")
            #expect(abs(descriptors.slope) < 0.01, "\(descriptors)")
            #expect(abs(threads.slope) < 0.01, "\(threads)")
            // The heap goes on settling for some thousand rounds; what a forgotten connection holds would be far more.
            #expect(memory.slope < 4096, "\(memory)")
            try await Self.expectNoZombies()
        }
    }
}
