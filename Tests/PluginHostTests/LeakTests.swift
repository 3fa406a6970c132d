import Logging
import PluginHost
import TestSupport
import Testing

/// What is left of plugins that came and went.
@Suite(.startsProcesses) struct LeakTests {
    static let rounds = 1000

    @Test func thousandRoundsLeaveNothingBehind() async throws {
        let launch = try Peers.launch("go/bin/go-plugin")
        let log = RecordingLog()
        func round() async throws {
            let (health, end) = try await PluginHost.withPlugin(launch, logger: log.logger(level: .error)) {
                try await $0.health()
            }
            #expect(health == "SERVING")
            #expect(end.isGraceful)
        }
        // The first rounds open what the process keeps: event loops, pools.
        for _ in 0..<20 { try await round() }
        let descriptors = ProcessFacts.openDescriptors
        let memory = ProcessFacts.residentBytes
        for _ in 0..<(Self.rounds / 4) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 { group.addTask { try await round() } }
                try await group.waitForAll()
            }
        }
        #expect(
            try await ProcessFacts.eventually { ProcessFacts.openDescriptors <= descriptors + 8 },
            "\(ProcessFacts.openDescriptors) descriptors are open; before it were \(descriptors)"
        )
        let zombies = ProcessFacts.children().filter { $0.value == "Z" }
        #expect(zombies.isEmpty)
        // Tests that run beside this one hold messages of 64 MiB, several at a time; half a mebibyte for each round would
        // show.
        #expect(ProcessFacts.residentBytes - memory < 512 << 20)
    }
}
