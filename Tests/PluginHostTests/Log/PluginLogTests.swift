import Logging
import PluginHost
import PluginProtocol
import Synchronization
import TestSupport
import Testing

/// What becomes of what a plugin writes to standard error.
@Suite(.startsProcesses) struct PluginLogTests {
    private let log = RecordingLog()

    /// What is logged, and copied, of a plugin that writes this text and ends.
    private func entries(
        of text: String,
        level: Logger.Level = .trace,
        _ change: (inout PluginLaunch) -> Void = { _ in }
    ) async throws -> (entries: [RecordingLog.Entry], copy: String, error: PluginHostError) {
        let folder = try TemporaryFolder()
        var plugin = try FakePlugin("cat \(try folder.write(text, to: "text")) >&2\nexit 1")
        let copy = Mutex<[UInt8]>([])
        plugin.launch.standardError = { bytes in copy.withLock { $0 += bytes } }
        change(&plugin.launch)
        let log = RecordingLog()
        let error = try #require(try await plugin.startFailure(log: log, level: level))
        return (log.entries, copy.withLock { String(decoding: $0, as: UTF8.self) }, error)
    }

    @Test(.conforms(to: 78)) func theCopyIsByteForByte() async throws {
        let text = "a\r\n\n{\"@level\":\"info\",\"@message\":\"m\"}\nno newline \u{1b}[31m"
        let (entries, copy, _) = try await entries(of: text)
        #expect(copy == text)
        #expect(entries.map(\.message) == ["a", "m", "no newline \u{1b}[31m"])
    }

    @Test(.conforms(to: 79)) func lineBeyondTheLimitComesInPieces() async throws {
        let short = #"{"@level":"info","@message":"this is a message"}"#
        let long = #"{"@level":"info","@message":"this is a message that is too long for it"}"#
        let (entries, copy, _) = try await entries(of: "\(short)\n\(long)\n") { $0.logLineLimit = 64 }
        #expect(entries.map(\.message) == ["this is a message", String(long.prefix(64)), String(long.dropFirst(64))])
        #expect(entries.map(\.level) == [.info, .debug, .debug])
        #expect(copy == "\(short)\n\(long)\n")
    }

    @Test(.conforms(to: 80)) func hclogKeepsLevelTextAndValues() async throws {
        let levels: [(String, Logger.Level)] = [
            ("trace", .trace), ("debug", .debug), ("info", .info), ("warn", .warning), ("error", .error),
        ]
        let lines = levels.map {
            #"{"@level":"\#($0.0)","@message":"m","@module":"a.b","@timestamp":"2026-11-23T17:10:15.000123Z","#
                + #""k":"v","n":42}"#
        }
        let (entries, _, _) = try await entries(of: lines.joined(separator: "\n"))
        let metadata = ["module": "a.b", "k": "v", "n": "42"]
        #expect(entries == levels.map { .init(level: $0.1, message: "m", metadata: metadata) })
    }

    @Test(.conforms(to: 81, 82)) func oddJSONDoesNoHarm() async throws {
        let verbatim = [
            #"["HELLO"]"#, "12345", #"{"a":1}"#, #"{"@level":5}"#, #"{"@message":{}}"#, #"{"@timestamp":1}"#,
            #"{"@level":"info","@message":"m","@timestamp":1}"#, #"{"@level":"info","@message":"m""#,
            String(repeating: "[", count: 5_000), String(repeating: #"{"@level":"#, count: 1_000),
        ]
        let (entries, _, _) = try await entries(of: verbatim.joined(separator: "\n"))
        #expect(entries == verbatim.map { .init(level: .debug, message: $0, metadata: [:]) })
    }

    @Test(.conforms(to: 83, 84)) func prefixesGiveTheLevelAndACrashLasts() async throws {
        let lines: [(Logger.Level, String)] =
            [
                (.trace, "[TRACE] a"), (.debug, "[DEBUG] a"), (.info, "[INFO] a"), (.warning, "[WARN] test line 98765"),
                (.error, "[ERROR] a"), (.debug, "plain"), (.error, "panic: boom"),
            ] + (1...12).map { (.error, "goroutine \($0)") } + [(.warning, "[WARN] still here"), (.error, "main.go:1")]
        let (entries, _, error) = try await entries(of: lines.map(\.1).joined(separator: "\n"))
        #expect(entries == lines.map { .init(level: $0.0, message: $0.1, metadata: [:]) })
        #expect(error.lastLogLines == lines.suffix(10).map(\.1))
    }

    @Test(.conforms(to: 87)) func entriesBelowTheLevelAreDroppedAndCountForNoLimit() async throws {
        let quiet = String(repeating: "[DEBUG] quiet\n", count: 100)
        let (entries, _, error) = try await entries(of: "\(quiet)[WARN] loud\n", level: .warning) {
            $0.logLimit = LogLimit(entriesPerSecond: 0, burst: 1)
        }
        #expect(entries.map(\.message) == ["[WARN] loud"])
        #expect(error.lastLogLines.count == 10)
    }

    @Test(.conforms(to: 86)) func loggerThatTakesNothingStillLeavesTheCopyAndTheLastLines() async throws {
        let text = #"{"@level":"error","@message":"no disk"}"# + "\n"
        let (entries, copy, error) = try await entries(of: text, level: .critical)
        #expect(entries.isEmpty)
        #expect(copy == text)
        #expect(error.lastLogLines == ["no disk"])
    }

    @Test func droppedLinesAreCountedReportedCopiedAndQuoted() async throws {
        let text = (1...100).map { "line \($0)\n" }.joined()
        let (entries, copy, error) = try await entries(of: text) {
            $0.logLimit = LogLimit(entriesPerSecond: 0, burst: 3)
        }
        #expect(entries.dropLast().map(\.message) == ["line 1", "line 2", "line 3"])
        #expect(entries.last?.level == .warning)
        #expect(entries.last?.metadata == ["dropped": "97", "entries_per_second": "0", "burst": "3"])
        #expect(copy == text)
        #expect(error.lastLogLines == (91...100).map { "line \($0)" })
    }

    @Test func crashAmongDroppedLinesIsStillACrash() async throws {
        // The limit is one of real time: the script waits until it lets an entry pass again.
        var plugin = try FakePlugin("printf 'a\\nb\\npanic: x\\n' >&2\nsleep 2\necho stack >&2\nexit 1")
        plugin.launch.logLimit = LogLimit(entriesPerSecond: 1, burst: 1)
        _ = try await plugin.startFailure(log: log)
        #expect(log.entries.first?.message == "a")
        #expect(log.entries.last?.message == "stack")
        #expect(log.entries.last?.level == .error)
    }

    @Test func millionLinesHoldUpNeitherThePluginNorItsNeighbours() async throws {
        let program = try Products.executable("kv-plugin")
        let flood = try FakePlugin("yes 'one line of a flood' | head -n 1000000 >&2\nexec \(program)")
        var launch = try Peers.swiftLaunch()
        launch.command.program = flood.launch.command.program
        let memory = ProcessFacts.privateBytes
        async let neighbour = PluginHost.withPlugin(Peers.swiftLaunch(), logger: RecordingLog().logger()) {
            try await $0.health()
        }
        let flooding = try await PluginHost.withPlugin(launch, logger: log.logger()) { plugin in
            let health = try await plugin.health()
            #expect(health == "SERVING")
            return plugin
        }.result
        // Only now everything has been read.
        let dropped = flooding.droppedLogEntries
        let neighbourHealth = try await neighbour.result
        #expect(neighbourHealth == "SERVING")
        #expect(ProcessFacts.privateBytes - memory < 256 << 20)

        let passed = log.entries.filter { $0.message == "one line of a flood" }.count
        let reported = log.entries.compactMap { $0.metadata["dropped"].flatMap(Int.init) }.reduce(0, +)
        // What the plugin itself says may be among what is dropped, a few lines.
        #expect((1_000_000...1_000_020).contains(passed + dropped))
        #expect((dropped...dropped + 20).contains(reported))
        #expect(passed >= 5_000)
        #expect(passed < 500_000, "the limit has let most pass")
    }
}
