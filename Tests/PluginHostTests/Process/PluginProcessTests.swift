import PluginProtocol
import PluginTransport
import Synchronization
import TestSupport
import Testing

@testable import PluginHost

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What comes of a process between its spawn and its end.
@Suite(.timeLimit(.minutes(2))) struct PluginProcessTests {
    private final class Text: Sendable {
        private let bytes = Mutex<[UInt8]>([])

        func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
        var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func add(_ more: Int) { count.withLock { $0 += more } }
        var value: Int { count.withLock { $0 } }
    }

    /// Starts a shell script.
    private func start(
        _ script: String,
        output: @escaping @Sendable ([UInt8]) async -> Void = { _ in },
        error: @escaping @Sendable ([UInt8]) async -> Void = { _ in }
    ) -> PluginProcess {
        let process = PluginProcess(logger: RecordingLog().logger())
        process.start(
            PluginCommand(program: "/bin/sh", arguments: ["-c", script]),
            executing: "/bin/sh",
            environment: ["PATH": "/usr/bin:/bin"],
            output: output,
            outputEnded: {},
            error: error
        )
        return process
    }

    @Test(arguments: [
        ("exit 0", StopMachine.ExitStatus.exited(0)), ("exit 200", .exited(200)),
        ("kill -TERM $$", .signaled(SIGTERM)), ("kill -KILL $$", .signaled(SIGKILL)),
    ])
    func reportsHowItEnded(script: String, status: StopMachine.ExitStatus) async throws {
        #expect(try await start(script).exit.value() == status)
    }

    @Test(.conforms(to: 43, 78)) func bothStreamsAreWholeWhenTheEndIsReported() async throws {
        let (output, error) = (Text(), Text())
        let script = "i=0; while [ $i -lt 3000 ]; do echo out $i; echo err $i >&2; i=$((i + 1)); done"
        let process = start(script, output: { output.append($0) }, error: { error.append($0) })
        _ = try await process.exit.value()
        #expect(output.text == (0..<3000).map { "out \($0)\n" }.joined())
        #expect(error.text == (0..<3000).map { "err \($0)\n" }.joined())
    }

    /// A child that has left the session holds the pipes, and writes into them for as long as it lives.
    @Test(.conforms(to: 108)) func doesNotWaitForWhoInheritedItsStreams() async throws {
        let output = Text()
        let process = start(
            "setsid sh -c 'while :; do echo child; sleep 0.01; done' & echo $!; echo last",
            output: { output.append($0) }
        )
        #expect(try await process.exit.value() == .exited(0))
        let lines = output.text.split(separator: "\n")
        #expect(lines.contains("last"))
        let child = try #require(lines.lazy.compactMap { Int32($0) }.first)
        // Where there is no keeper that has ended it.
        kill(child, SIGKILL)
    }

    @Test(.conforms(to: 109)) func endsWhatItLeftBehindInItsGroup() async throws {
        let output = Text()
        let process = start("sleep 1000 & echo $!", output: { output.append($0) })
        _ = try await process.exit.value()
        let child = try #require(Int32(output.text.dropLast()))
        #expect(try await ProcessFacts.eventually { !ProcessFacts.isRunning(child) })
    }

    @Test func waitsForAReaderThatIsSlow() async throws {
        let (gate, reading) = (OneShot<Void>(), OneShot<Void>())
        let count = Counter()
        let process = start("head -c 1000000 /dev/zero") { bytes in
            reading.fulfil()
            _ = try? await gate.value()
            count.add(bytes.count)
        }
        try await reading.value()
        // What it writes is more than the pipe and one read hold together.
        #expect(!process.hasEnded)
        gate.fulfil()
        #expect(try await process.exit.value() == .exited(0))
        #expect(count.value == 1_000_000)
    }
}
