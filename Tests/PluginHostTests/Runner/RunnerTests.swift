import Logging
import PluginProtocol
import PluginTransport
import Synchronization
import TestSupport
import Testing

@testable import PluginHost

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Plugins that somebody else's code starts.
@Suite(.startsProcesses, .timeLimit(.minutes(3))) struct RunnerTests {
    /// Runs a program, and calls the folder of its sockets something else on its side, as a container would.
    private final class TestRunner: PluginRunner {
        let program: String
        let fails: Bool
        let translations = Mutex<[String]>([])
        let signals = Mutex<[String]>([])
        var name: String { program }

        init(_ program: String, fails: Bool = false) {
            self.program = program
            self.fails = fails
        }

        func start(_ request: PluginRunRequest) async throws -> any RunningBackend {
            if fails { throw Refusal() }
            let inside = "\(request.socketDirectory)/inside"
            try FileManager.default.createSymbolicLink(atPath: inside, withDestinationPath: ".")
            var environment = request.environment
            #expect(environment["PLUGIN_UNIX_SOCKET_DIR"] == request.socketDirectory)
            #expect(environment["TMPDIR"] == nil)
            environment["PLUGIN_UNIX_SOCKET_DIR"] = inside
            let process = PluginProcess(logger: RecordingLog().logger())
            process.start(
                PluginCommand(program: program),
                executing: program,
                environment: environment,
                output: request.output,
                outputEnded: {},
                error: request.error
            )
            _ = try await process.spawned.value()
            return Backend(process: process, runner: self, outside: request.socketDirectory, inside: inside)
        }

        func diagnose() async -> String? { "no such image" }

        struct Refusal: Error {}
    }

    private struct Backend: RunningBackend {
        let process: PluginProcess
        let runner: TestRunner
        let outside: String
        let inside: String
        var id: String { "box-1" }

        func waitUntilExit() async throws -> StopMachine.ExitStatus { try await process.exit.value() }

        func terminate() async {
            runner.signals.withLock { $0.append("terminate") }
            process.signalGroup(SIGTERM)
        }

        func kill() async {
            runner.signals.withLock { $0.append("kill") }
            process.signalGroup(SIGKILL)
        }

        func hostAddress(of address: PluginAddress) throws -> PluginAddress {
            guard case .unix(let path) = address, path.hasPrefix(inside) else { throw TestRunner.Refusal() }
            runner.translations.withLock { $0.append("host") }
            return .unix(path: outside + path.dropFirst(inside.count))
        }

        func pluginAddress(of address: PluginAddress) throws -> PluginAddress {
            guard case .unix(let path) = address, path.hasPrefix(outside) else { throw TestRunner.Refusal() }
            runner.translations.withLock { $0.append("plugin") }
            return .unix(path: inside + path.dropFirst(outside.count))
        }
    }

    private static func launch(_ runner: TestRunner, tls: PluginLaunch.TLSRequirement = .required) -> PluginLaunch {
        var launch = PluginLaunch(name: "boxed", runner: runner, cookie: Peers.cookie)
        launch.tls = tls
        launch.connectTimeout = .seconds(60)
        launch.stopPolicy.shutdownDeadline = .seconds(30)
        launch.stopPolicy.exitGrace = .seconds(30)
        return launch
    }

    @Test(arguments: [PluginLaunch.TLSRequirement.off, .required])
    func everythingGoesThroughIt(tls: PluginLaunch.TLSRequirement) async throws {
        let runner = TestRunner(try Products.executable("kv-plugin"))
        let log = RecordingLog()
        let launch = Self.launch(runner, tls: tls)
        let (_, end) = try await PluginHost.withPlugin(launch, logger: log.logger()) { plugin in
            #expect(plugin.processID == 0)
            let health = try await plugin.health(timeout: .seconds(60))
            #expect(health == "SERVING")
            try await plugin.broker.withServices([]) { id in
                // The plugin gets as far as the connection; there is no such method.
                _ = try await plugin.callUnary(
                    try SharedMemoryTests.method("Put"),
                    request: SharedMemoryTests.message(Array("key".utf8), Array("value".utf8))
                )
                await #expect {
                    try await plugin.callUnary(try SharedMemoryTests.method("Notify"), request: [8, UInt8(id)])
                } throws: { "\($0)".hasPrefix("unimplemented") }
            }
            let opened = try await plugin.callUnary(
                try #require(PluginMethod("interop.kv.Reverse/Open")),
                request: []
            )
            _ = try await plugin.broker.connect(to: UInt32(try #require(opened.last)))
        }
        #expect(end.isGraceful && end.exit == .exited(0))
        #expect(log.entries.contains { $0.message == "cleaned up" })
        #expect(runner.translations.withLock { $0 } == ["host", "plugin", "host"])
        #expect(runner.signals.withLock { $0 }.isEmpty)
    }

    @Test func pluginThatDoesNotEndIsEndedByIt() async throws {
        let script = try FakePlugin("trap '' TERM; while :; do sleep 1; done")
        let runner = TestRunner(script.launch.command.program)
        var launch = Self.launch(runner)
        launch.startTimeout = .milliseconds(300)
        launch.stopPolicy.terminateGrace = .milliseconds(100)
        let stuck = launch
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(stuck, logger: RecordingLog().logger()) { _ in }
        }
        #expect(error?.code == .handshake)
        #expect(runner.signals.withLock { $0 } == ["terminate", "kill"])
    }

    /// Of a start that fails and of a plugin that has run.
    @Test(arguments: [false, true]) func processThatDoesNotEndIsTold(hasRun: Bool) async throws {
        let script = try FakePlugin("exec sleep 600")
        let program = hasRun ? try Products.executable("kv-plugin") : script.launch.command.program
        let runner = StubbornRunner(PluginCommand(program: program))
        defer { runner.release() }
        var launch = PluginLaunch(name: "stuck", runner: runner, cookie: Peers.cookie)
        launch.startTimeout = hasRun ? .seconds(60) : .milliseconds(300)
        launch.connectTimeout = .seconds(60)
        launch.stopPolicy = StopPolicy(
            shutdownDeadline: .milliseconds(50),
            exitGrace: .zero,
            terminateGrace: .zero,
            killGrace: .zero
        )
        let stuck = launch
        var remaining: RemainingProcess?
        let log = RecordingLog()
        do {
            let (_, end) = try await PluginHost.withPlugin(stuck, logger: log.logger(), remains: { remaining = $0 }) {
                _ in
                runner.pause()
            }
            #expect(hasRun && end.exit == nil)
        } catch let error as PluginHostError {
            #expect(!hasRun && error.code == .handshake)
        }
        let process = try #require(runner.processes.first)
        #expect(ProcessFacts.isRunning(process))
        runner.release()
        #expect(try await remaining?.waitUntilExit() == .signaled(SIGKILL))
        #expect(!ProcessFacts.isRunning(process))
    }

    @Test func runnerThatFails() async throws {
        let runner = TestRunner("scanner", fails: true)
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(Self.launch(runner), logger: RecordingLog().logger()) { _ in }
        }
        #expect(error?.code == .cannotExecute)
        #expect(error?.message.contains("scanner") == true && error?.message.contains("no such image") == true)
    }

    @Test(.conforms(to: 7)) func onlyOneWayToStart() async throws {
        var launch = Self.launch(TestRunner("scanner"))
        launch.command.program = "/bin/true"
        let both = launch
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(both, logger: RecordingLog().logger()) { _ in }
        }
        #expect(error?.message.contains("exactly one of command and runner") == true)
    }
}
