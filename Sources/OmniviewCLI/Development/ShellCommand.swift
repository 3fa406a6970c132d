import CPluginHost
import Dispatch
import Synchronization

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

/// A command of the shell, whose output goes to standard error: standard output is for what the verb itself finds.
///
/// It leads a session of its own, so that all that it has started can be ended with it.
final class ShellCommand: Sendable {
    /// How it ended.
    struct End: Equatable, Sendable {
        var isSignal: Bool
        var number: Int32

        var isSuccess: Bool { !isSignal && number == 0 }
        /// The end for people.
        var text: String { isSignal ? "signal \(number)" : "exit code \(number)" }
    }

    /// How long it may take to end once it was asked to.
    static let patience = Duration.seconds(2)

    private let process: Int32
    private let state = Mutex(State())

    private struct State {
        var isAskedToEnd = false
        /// Its number, and that of its group, may be another one's.
        var isReaped = false
    }

    /// Runs a command to its end. When the task is cancelled, everything that the command has started is ended.
    ///
    /// - Parameter directory: where it runs.
    /// - Throws: ``CommandFailure`` when no shell starts, `CancellationError`.
    static func run(_ command: String, in directory: String) async throws -> End {
        let shell = try ShellCommand(command, in: directory)
        let end = await withTaskCancellationHandler {
            await shell.end()
        } onCancel: {
            shell.askToEnd()
        }
        try Task.checkCancellation()
        return end
    }

    private init(_ command: String, in directory: String) throws(CommandFailure) {
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(input) }
        let environment = ProcessInfo.processInfo.environment.map { "\($0.key)=\($0.value)" }
        let arguments = Self.strings(["sh", "-c", command])
        let values = Self.strings(environment)
        defer { for string in arguments + values { free(string) } }
        var spawned = omniview_spawned()
        let failure = "/bin/sh".withCString { path in
            directory.withCString { directory in
                [input, STDERR_FILENO, STDERR_FILENO].withUnsafeBufferPointer { descriptors in
                    var raw = omniview_command()
                    raw.path = path
                    raw.directory = directory
                    raw.descriptors = descriptors.baseAddress
                    raw.descriptor_count = Int32(descriptors.count)
                    return arguments.withUnsafeBufferPointer { arguments in
                        values.withUnsafeBufferPointer { values in
                            raw.arguments = arguments.baseAddress
                            raw.environment = values.baseAddress
                            return omniview_spawn(&raw, &spawned)
                        }
                    }
                }
            }
        }
        guard failure == 0 else {
            throw CommandFailure(
                code: "no-shell",
                message: "the build cannot be started in \(directory): \(String(cString: strerror(failure)))",
                exit: .unavailable
            )
        }
        if spawned.descriptor >= 0 { close(spawned.descriptor) }
        process = spawned.process
    }

    /// Copies for C, with nil at the end.
    private static func strings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
        texts.map { strdup($0) } + [nil]
    }

    private func end() async -> End {
        await withCheckedContinuation { continuation in
            // A queue of its own is a thread that may block.
            DispatchQueue(label: "omniview.build").async { [self] in
                omniview_wait_for_end(process)
                continuation.resume(returning: reap())
            }
        }
    }

    private func reap() -> End {
        state.withLock { state in
            state.isReaped = true
            // Who asked it to end wants nothing of it to live on; one that ended by itself may leave a server running.
            if state.isAskedToEnd { kill(-process, SIGKILL) }
            var end = omniview_exit()
            guard omniview_reap(process, &end) == 0 else { return End(isSignal: false, number: 127) }
            return End(isSignal: end.is_signal, number: end.number)
        }
    }

    private func askToEnd() {
        state.withLock { state in
            state.isAskedToEnd = true
            if !state.isReaped { kill(-process, SIGTERM) }
        }
        DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(Int(Self.patience.components.seconds))) {
            [self] in
            state.withLock { state in
                if !state.isReaped { _ = kill(-process, SIGKILL) }
            }
        }
    }
}
