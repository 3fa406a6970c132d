import PluginProtocol
import PluginTransport
import Synchronization
import TestSupport

@testable import PluginHost

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A text that the command lines of a test's processes hold, so that they are found whatever they do.
///
/// It is a number too: how long `sleep` sleeps, in seconds.
struct Marker: Codable, Sendable {
    let text: String

    init() {
        text = "600.\(UInt64.random(in: 1_000_000_000..<9_000_000_000))"
    }

    /// The processes whose command line holds the text, without zombies.
    var running: [Int32] {
        ProcessFacts.processes { $0.contains(text) }
    }

    /// Waits until so many run.
    func awaitRunning(_ count: Int) async throws -> Bool {
        try await ProcessFacts.eventually { running.count == count }
    }

    /// Waits until none runs any more.
    func awaitEnd(within limit: Duration = .seconds(60)) async throws -> Bool {
        try await ProcessFacts.eventually(within: limit) { running.isEmpty }
    }
}

/// A shell script that runs as a plugin's process does.
final class KeptProcess: Sendable {
    let process: PluginProcess
    let log = RecordingLog()
    private let bytes = Mutex<[UInt8]>([])

    init(_ script: String, arguments: [String] = [], outlivesHost: Bool = false, environment: [String: String] = [:]) {
        process = PluginProcess(logger: log.logger())
        process.start(
            PluginCommand(program: "/bin/sh", arguments: ["-c", script, "sh"] + arguments),
            executing: "/bin/sh",
            environment: environment.merging(["PATH": "/usr/bin:/bin"]) { given, _ in given },
            outlivesHost: outlivesHost,
            output: { [self] more in bytes.withLock { $0 += more } },
            outputEnded: {},
            error: { _ in }
        )
    }

    /// What it has printed.
    var output: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

    /// Its number, once it runs.
    func processID() async throws -> Int32 { try await process.spawned.value() }

    /// Its keeper's number.
    func keeperID() async throws -> Int32 {
        try ProcessFacts.parent(of: try await processID())
    }

    /// How it ended.
    func exit() async throws -> StopMachine.ExitStatus { try await process.exit.value() }
}
