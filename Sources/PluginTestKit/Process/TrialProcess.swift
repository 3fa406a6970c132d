import CPluginHost
import Dispatch
import PluginHost
import PluginProtocol
import PluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A program that a check has started, as the leader of a process group of its own.
///
/// It is not reaped before ``end()``: until then its number, and that of its group, belong to nobody else, and may be
/// signalled.
final class TrialProcess: Sendable {
    /// What to execute, and with what.
    struct Command: Sendable {
        var program: String
        var arguments: [String] = []
        var environment: [String: String] = [:]
        var directory: String?
    }

    /// The process's number, which is also its group's.
    let number: Int32
    /// What it writes to standard output.
    let output = ByteCollector()
    /// What it writes to standard error.
    let error = ByteCollector()
    /// How it ended, once it has.
    let exit = OneShot<StopMachine.ExitStatus>()
    private let readers: [DescriptorReader]
    private let state = Mutex(State.running)

    private enum State {
        case running
        /// It was killed, and is about to be reaped.
        case ending
        /// Its number may be another process's.
        case reaped
    }

    /// How often a program is executed whose file somebody has open for writing.
    ///
    /// A file that was just written is such one for a moment: a process that another thread has forked meanwhile holds a
    /// copy of the descriptor until it executes its own program. The system has no event for that.
    private static let maximumAttempts = 50

    /// Starts a program; standard input is empty.
    ///
    /// - Throws: ``CheckFinding`` when the system refuses.
    static func start(_ command: Command) async throws -> TrialProcess {
        for _ in 1..<maximumAttempts {
            do {
                return try TrialProcess(command)
            } catch is TextBusy {
                try await Task.sleep(for: .milliseconds(10))
            }
        }
        return try TrialProcess(command)
    }

    private struct TextBusy: Error, CustomStringConvertible {
        let description = "the program's file is open for writing"
    }

    private init(_ command: Command) throws {
        let (outputPipe, errorPipe) = (try Pipe(), try Pipe())
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer {
            close(input)
            close(outputPipe.writing)
            close(errorPipe.writing)
        }
        readers = [
            try DescriptorReader(outputPipe.reading, into: output),
            try DescriptorReader(errorPipe.reading, into: error),
        ]
        var spawned = omniview_spawned()
        let failure = Self.withCommand(command) { raw in
            [input, outputPipe.writing, errorPipe.writing].withUnsafeBufferPointer {
                raw.descriptors = $0.baseAddress
                raw.descriptor_count = Int32($0.count)
                return omniview_spawn(&raw, &spawned)
            }
        }
        guard failure == 0 else {
            for reader in readers { reader.cancel() }
            if failure == ETXTBSY { throw TextBusy() }
            throw CheckFinding("cannot start \(command.program): \(String(cString: strerror(failure)))")
        }
        if spawned.descriptor >= 0 { close(spawned.descriptor) }
        number = spawned.process
        // A queue of its own is a thread that may block.
        DispatchQueue(label: "omniview.testkit.wait").async { [number, exit] in
            omniview_wait_for_end(number)
            var end = omniview_exit()
            guard omniview_peek(number, &end) == 0 else { return exit.fulfil(.failure(CheckFinding("no exit status"))) }
            exit.fulfil(.success(end.is_signal ? .signaled(end.number) : .exited(end.number)))
        }
    }

    /// Waits for the end of the process, but not of others that it may have started.
    ///
    /// - Returns: nil when it has not ended within `limit`.
    func waitForExit(within limit: Duration) async throws -> StopMachine.ExitStatus? {
        do {
            return try await withDeadline(limit, timeoutError: StillRunning()) { [exit] in try await exit.value() }
        } catch is StillRunning {
            return try exit.outcome?.get()
        }
    }

    /// Whether the process has not ended.
    var isRunning: Bool { exit.outcome == nil }

    /// Sends a signal to the process alone.
    func signal(_ signal: Int32) {
        state.withLock { state in
            if state != .reaped { _ = kill(number, signal) }
        }
    }

    /// Kills the whole group, and reaps the process: nothing is left.
    func end() async {
        let isFirst = state.withLock { state in
            guard state == .running else { return false }
            state = .ending
            _ = kill(-number, SIGKILL)
            return true
        }
        guard isFirst else { return }
        // In a task of its own, so that no cancellation cuts it short: a process that was killed ends soon.
        await Task { [exit] in _ = try? await exit.value() }.value
        state.withLock { state in
            state = .reaped
            // Once more for what was started between the two.
            _ = kill(-number, SIGKILL)
            var end = omniview_exit()
            _ = omniview_reap(number, &end)
        }
        for reader in readers { reader.cancel() }
    }

    private struct StillRunning: Error {}

    private struct Pipe {
        var reading: Int32 = -1
        var writing: Int32 = -1

        init() throws {
            let failure = omniview_pipe(&reading, &writing)
            guard failure == 0 else { throw CheckFinding("cannot make a pipe: \(String(cString: strerror(failure)))") }
        }
    }

    private static func withCommand(_ command: Command, _ body: (inout omniview_command) -> Int32) -> Int32 {
        CStrings.withList([command.program] + command.arguments) { arguments in
            CStrings.withList(command.environment.map { "\($0.key)=\($0.value)" }) { environment in
                command.program.withCString { path in
                    var raw = omniview_command()
                    raw.path = path
                    raw.arguments = arguments
                    raw.environment = environment
                    guard let directory = command.directory else { return body(&raw) }
                    return directory.withCString {
                        raw.directory = $0
                        return body(&raw)
                    }
                }
            }
        }
    }
}
