import Logging
import PluginHost
import PluginProtocol
import Synchronization
import TestSupport
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What a plugin may do to its host: nothing.
@Suite(.startsProcesses) struct MisbehaviourTests {
    @Test func aMebibyteWithoutNewlineIsRefusedEarly() async throws {
        let plugin = try FakePlugin("head -c 1048576 /dev/zero | tr '\\0' x\nexec sleep 600")
        let error = try #require(try await plugin.startFailure())
        #expect((error.cause as? PluginProtocolError)?.code == .lineTooLong)
        #expect("\(error)".utf8.count < 4096)
    }

    @Test func floodOnStandardErrorIsBoundedAndDoesNotHoldUpTheStart() async throws {
        // 10 MB of log before the plugin gives up: all of it must be read.
        var plugin = try FakePlugin("yes 'a line of log' | head -c 10000000 >&2\nexit 1")
        plugin.launch.startTimeout = .seconds(120)
        plugin.launch.logLimit = nil
        let counted = Mutex(0)
        let logger = Logger(label: "flood") { _ in CountingHandler { counted.withLock { $0 += 1 } } }
        await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(plugin.launch, logger: logger) { _ in }
        }
        #expect(counted.withLock { $0 } == 10_000_000 / 14 + 1)
    }

    @Test func floodOnStandardErrorForEverEndsWithTheStartTimeout() async throws {
        var plugin = try FakePlugin("yes >&2 &\nwait")
        plugin.launch.startTimeout = .milliseconds(500)
        let logger = Logger(label: "flood") { _ in CountingHandler {} }
        let error = await #expect(throws: PluginHostError.self) {
            try await PluginHost.withPlugin(plugin.launch, logger: logger) { _ in }
        }
        #expect((error?.cause as? PluginProtocolError)?.code == .startTimeout)
    }

    @Test(.conforms(to: 108, 109)) func childThatHoldsThePipesCannotHoldUpTheHost() async throws {
        let folder = try TemporaryFolder()
        let plugin = try FakePlugin("sleep 600 &\necho $! > \(folder.path)/child\nexit 1")
        let error = try #require(try await plugin.startFailure())
        #expect("\(error)".contains("exited with code 1"))
        let child = try #require(
            Int32(String(decoding: try readFile("\(folder.path)/child").dropLast(), as: UTF8.self))
        )
        #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(child) })
    }

    @Test(.conforms(to: 11, 31)) func ignoredTerminationLeadsToAKill() async throws {
        var plugin = try FakePlugin("trap '' TERM\necho $$ >&2\nwhile :; do sleep 1; done")
        plugin.launch.startTimeout = .milliseconds(300)
        plugin.launch.stopPolicy.terminateGrace = .milliseconds(200)
        let log = RecordingLog()
        let error = try #require(try await plugin.startFailure(log: log))
        #expect((error.cause as? PluginProtocolError)?.code == .startTimeout)
        let processID = try #require(log.entries.first.flatMap { Int32($0.message) })
        #expect(!ProcessFacts.isRunning(processID))
    }

    @Test(.conforms(to: 11, 29)) func closedStreamsAreNotTakenForTheEnd() async throws {
        // The process lives on without its streams; the host must still know it, and end it.
        var plugin = try FakePlugin("echo $$ >&2\nexec >&- 2>&-\nexec sleep 600")
        plugin.launch.startTimeout = .milliseconds(500)
        let log = RecordingLog()
        let error = try #require(try await plugin.startFailure(log: log))
        #expect((error.cause as? PluginProtocolError)?.code == .noLine)
        let processID = try #require(log.entries.first.flatMap { Int32($0.message) })
        #expect(!ProcessFacts.isRunning(processID))
    }

    @Test func addressThatNobodyListensAt() async throws {
        var plugin = try FakePlugin.printing("1|1|unix|/tmp/nobody-listens-here|grpc|")
        plugin.launch.connectTimeout = .seconds(2)
        let error = try #require(try await plugin.startFailure())
        #expect(error.code == .connection)
        #expect("\(error)".contains("/tmp/nobody-listens-here"))
    }

    @Test func addressOfAnotherMachineIsNotConnectedTo() async throws {
        let error = try #require(try await FakePlugin.printing("1|1|tcp|192.0.2.1:80|grpc|").startFailure())
        #expect("\(error)".contains("192.0.2.1"))
    }

    @Test func programThatIsStillOpenForWritingIsTriedAgain() async throws {
        let plugin = try FakePlugin("exit 3")
        let writer = open(plugin.launch.command.program, O_WRONLY)
        try #require(writer >= 0)
        // Closed while the start is under way; the system refuses to execute the file until then.
        let closing = Task {
            try await Task.sleep(for: .milliseconds(50))
            close(writer)
        }
        let error = try #require(try await plugin.startFailure())
        try await closing.value
        #expect(error.code == .handshake)
        #expect("\(error)".contains("exited with code 3"))
    }

    @Test(.conforms(to: 11)) func cancellingTheStartStopsTheProcess() async throws {
        let plugin = try FakePlugin("echo $$ >&2\nexec sleep 600")
        let log = RecordingLog()
        let starting = Task { try await PluginHost.withPlugin(plugin.launch, logger: log.logger()) { _ in } }
        #expect(try await ProcessFacts.eventually { !log.entries.isEmpty })
        starting.cancel()
        await #expect(throws: CancellationError.self) { try await starting.value }
        let processID = try #require(log.entries.first.flatMap { Int32($0.message) })
        #expect(!ProcessFacts.isRunning(processID))
    }
}

/// Counts entries and forgets them.
private struct CountingHandler: LogHandler {
    var logLevel: Logger.Level = .trace
    var metadata: Logger.Metadata = [:]
    let count: @Sendable () -> Void

    init(_ count: @escaping @Sendable () -> Void) {
        self.count = count
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { count() }
}
