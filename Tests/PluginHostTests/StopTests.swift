import GRPCCore
import Logging
import PluginHost
import PluginProtocol
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The end of a plugin, whatever it does.
@Suite(.startsProcesses) struct StopTests {
    private func end(
        of launch: PluginLaunch,
        _ body: (RunningPlugin) async throws -> Void = { _ in }
    ) async throws -> PluginEnd {
        try await PluginHost.withPlugin(launch, logger: RecordingLog().logger(), body: body).end
    }

    @Test(
        .conforms(to: 102, 106),
        arguments: ["go/bin/go-plugin", "node/bin/node-plugin", "cpp/bin/cpp-plugin", "python/bin/python-plugin"]
    )
    func goodPluginEndsGracefully(path: String) async throws {
        let end = try await end(of: Peers.launch(path))
        #expect(end.isGraceful)
        #expect(!end.wasForced)
        #expect(end.exit == .exited(0))
    }

    @Test(.conforms(to: 102, 103)) func ownPluginEndsGracefullyAndCleansUp() async throws {
        let log = RecordingLog()
        let end = try await PluginHost.withPlugin(Peers.swiftLaunch(), logger: log.logger()) { _ in }.end
        #expect(end.isGraceful && end.exit == .exited(0))
        #expect(log.entries.last?.message == "cleaned up")
        #expect(!log.entries.contains { $0.level >= .error })
    }

    @Test(.conforms(to: 107)) func shutdownThatIsNeverAnsweredHasADeadline() async throws {
        var launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_SHUTDOWN": "never"])
        launch.stopPolicy.shutdownDeadline = .milliseconds(300)
        let end = try await end(of: launch)
        #expect(!end.isGraceful)
        #expect(end.exit != nil)
        #expect(end.timings.stop < launch.stopPolicy.total)
    }

    @Test(.conforms(to: 72, 106)) func shutdownThatIsNotThereLeadsToTermination() async throws {
        var launch = try Peers.launch("node/bin/node-plugin", environment: ["NODE_SHUTDOWN": "unimplemented"])
        launch.stopPolicy.exitGrace = .milliseconds(300)
        let end = try await end(of: launch)
        #expect(!end.isGraceful)
        #expect(!end.wasForced)
        #expect(end.exit != nil)
    }

    @Test(.conforms(to: 105, 107)) func ignoredTerminationIsForced() async throws {
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

    @Test(.conforms(to: 108)) func childThatHoldsThePipesCannotHoldUpTheStop() async throws {
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

    @Test(.conforms(to: 73)) func killFromOutsideFailsTheCallsAndIsReported() async throws {
        let health = try #require(PluginMethod("grpc.health.v1.Health/Watch"))
        let end = try await end(of: Peers.swiftLaunch()) { plugin in
            let (answers, answered) = AsyncStream.makeStream(of: Void.self)
            let call = Task {
                try await plugin.call(health, request: Array("\u{0a}\u{06}plugin".utf8)) { _ in answered.yield() }
            }
            for await _ in answers { break }
            kill(plugin.processID, SIGKILL)
            let error = await #expect(throws: RPCError.self) { try await call.value }
            #expect(error?.code == .unavailable)
            let status = try await plugin.waitUntilExit()
            #expect(status == .signaled(SIGKILL))
        }
        #expect(!end.isGraceful && end.exit == .signaled(SIGKILL))
    }

    @Test(.conforms(to: 63)) func callAfterTheStopIsAnError() async throws {
        let (plugin, end) = try await PluginHost.withPlugin(Peers.swiftLaunch(), logger: RecordingLog().logger()) {
            plugin in
            let health = try await plugin.health()
            #expect(health == "SERVING")
            return plugin
        }
        #expect(end.isGraceful)
        await #expect(throws: (any Error).self) { try await plugin.health() }
    }

    @Test(.conforms(to: 10, 114)) func severalPluginsAreStoppedAtATime() async throws {
        let launch = try Peers.swiftLaunch()
        let log = RecordingLog()
        func up() -> [Int32] {
            log.entries.filter { $0.message == "up" }.compactMap { $0.metadata["pid"].flatMap { Int32($0) } }
        }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    _ = try? await PluginHost.withPlugin(launch, logger: log.logger()) { plugin in
                        log.logger().info("up", metadata: ["pid": "\(plugin.processID)"])
                        _ = try await plugin.waitUntilExit()
                    }
                }
            }
            _ = try? await ProcessFacts.eventually { up().count == 4 }
            group.cancelAll()
        }
        #expect(Set(up()).count == 4)
        #expect(!up().contains { ProcessFacts.isRunning($0) })
        #expect(log.entries.count { $0.message == "cleaned up" } == 4)
    }

    @Test(.conforms(to: 103)) func cancellingTheUserStopsInOrder() async throws {
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
