import Logging
import PluginHost
import PluginProtocol
import TestSupport
import Testing

/// The end of a plugin, whatever it does.
@Suite(.startsProcesses) struct StopTests {
    private func end(
        of launch: PluginLaunch,
        _ body: (RunningPlugin) async throws -> Void = { _ in }
    ) async throws -> PluginEnd {
        try await PluginHost.withPlugin(launch, logger: RecordingLog().logger(), body: body).end
    }

    @Test(arguments: ["go/bin/go-plugin", "node/bin/node-plugin", "cpp/bin/cpp-plugin", "python/bin/python-plugin"])
    func goodPluginEndsGracefully(path: String) async throws {
        let end = try await end(of: Peers.launch(path))
        #expect(end.isGraceful)
        #expect(!end.wasForced)
        #expect(end.exit == .exited(0))
    }

    @Test func ownPluginEndsGracefullyAndCleansUp() async throws {
        let log = RecordingLog()
        let end = try await PluginHost.withPlugin(Peers.swiftLaunch(), logger: log.logger()) { _ in }.end
        #expect(end.isGraceful && end.exit == .exited(0))
        #expect(log.entries.last?.message == "cleaned up")
        #expect(!log.entries.contains { $0.level >= .error })
    }

    @Test func shutdownThatIsNeverAnsweredHasADeadline() async throws {
        var launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_SHUTDOWN": "never"])
        launch.stopPolicy.shutdownDeadline = .milliseconds(300)
        let end = try await end(of: launch)
        #expect(!end.isGraceful)
        #expect(end.exit != nil)
        #expect(end.timings.stop < launch.stopPolicy.total)
    }

    @Test func shutdownThatIsNotThereLeadsToTermination() async throws {
        var launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_SHUTDOWN": "unimplemented"])
        launch.stopPolicy.exitGrace = .milliseconds(300)
        let end = try await end(of: launch)
        #expect(!end.isGraceful)
        #expect(!end.wasForced)
        #expect(end.exit != nil)
    }

    @Test func ignoredTerminationIsForced() async throws {
        var launch = try Peers.launch(
            "node/bin/node-plugin",
            environment: ["NODE_SHUTDOWN": "never", "NODE_SIGTERM": "ignore"]
        )
        launch.stopPolicy.shutdownDeadline = .milliseconds(200)
        launch.stopPolicy.terminateGrace = .milliseconds(200)
        let end = try await end(of: launch)
        #expect(end.wasForced)
        #expect(end.exit == .signaled(9))
    }

    @Test func childThatHoldsThePipesCannotHoldUpTheStop() async throws {
        let end = try await end(of: Peers.launch("go/bin/go-plugin", environment: ["KV_GRANDCHILD": "600s"]))
        #expect(end.isGraceful)
        #expect(end.timings.stop < .seconds(2))
    }

    @Test func crashIsNoticedAndReported() async throws {
        let crash = try #require(PluginMethod("interop.kv.KV/Crash"))
        let end = try await end(of: Peers.swiftLaunch()) { plugin in
            await #expect(throws: (any Error).self) { try await plugin.callUnary(crash, request: []) }
            let status = try await plugin.waitUntilExit()
            guard case .signaled = status else {
                Issue.record("a crash ends with a signal, not \(status)")
                return
            }
        }
        #expect(!end.isGraceful)
    }

    @Test func cancellingTheUserStopsInOrder() async throws {
        let launch = try Peers.swiftLaunch()
        let log = RecordingLog()
        let using = Task {
            try await PluginHost.withPlugin(launch, logger: log.logger()) { plugin in
                log.logger().info("up", metadata: ["pid": "\(plugin.processID)"])
                _ = try await plugin.waitUntilExit()
            }
        }
        #expect(try await ProcessFacts.eventually { log.entries.contains { $0.message == "up" } })
        using.cancel()
        await #expect(throws: CancellationError.self) { try await using.value }
        // It was asked, not killed: it had the time to clean up.
        #expect(log.entries.last?.message == "cleaned up")
    }
}
