import PluginHost
import PluginProtocol
import PluginTransport
import TestSupport
import Testing

/// Everything that a process has started is stopped together.
@Suite(.startsProcesses, .timeLimit(.minutes(3))) struct StopAllTests {
    /// In a process of its own: neighbours have plugins too.
    @Test(.conforms(to: 114)) func allAtOnce() async {
        await #expect(processExitsWith: .success) {
            // Each takes its time to end, because it has no method to ask it by.
            var launch = try Peers.launch("node/bin/node-plugin", tls: .off)
            launch.stopPolicy = StopPolicy(exitGrace: .seconds(30))
            let slow = launch
            await PluginHost.stopAll()
            try await withThrowingTaskGroup(of: PluginEnd.self) { group in
                let started = (0..<6).map { _ in OneShot<Int32>() }
                for ready in started {
                    group.addTask {
                        try await PluginHost.withPlugin(slow, logger: RecordingLog().logger()) { plugin in
                            ready.fulfil(.success(plugin.processID))
                            _ = try await plugin.waitUntilExit()
                        }.end
                    }
                }
                var processes: [Int32] = []
                for ready in started { processes.append(try await ready.value()) }
                await PluginHost.stopAll()
                // All have ended before it returned.
                #expect(!processes.contains { ProcessFacts.isRunning($0) })
                for try await end in group { #expect(end.exit == .exited(0) && end.isGraceful) }
            }
        }
    }
}
