import PluginProtocol
import PluginTransport
import Subprocess
import Synchronization
import SystemPackage

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// One backend's process: the leader of a session, and hence of a process group, of its own.
final class PluginProcess: Sendable {
    /// The process number, once it is spawned, or why it could not be.
    let spawned = OneShot<Int32>()
    /// How the process ended.
    let exit = OneShot<StopMachine.ExitStatus>()

    private struct State {
        var isStarted = false
        /// The process's number from its spawn until it has ended; the group has the same.
        var leader: Int32?
        /// A signal for a process that is not there yet.
        var pendingSignal: Int32?
    }

    private let state = Mutex(State())

    /// Whether there was an attempt to spawn.
    var isStarted: Bool { state.withLock { $0.isStarted } }

    /// Spawns the process and hands over what it writes, until it has ended.
    ///
    /// The one task here outlives its caller on purpose: the process must be awaited whatever becomes of the caller,
    /// and a process that not even SIGKILL ends (it waits for a broken disk) must not hold the caller up.
    ///
    /// - Parameters:
    ///   - output: takes what the process writes to standard output; the process waits while it does.
    ///   - outputEnded: called when no more output can come.
    ///   - error: the same for standard error.
    func start(
        _ command: PluginCommand,
        executing path: String,
        environment: [String: String],
        output: @escaping @Sendable ([UInt8]) async -> Void,
        outputEnded: @escaping @Sendable () -> Void,
        error: @escaping @Sendable ([UInt8]) async -> Void
    ) {
        var options = PlatformOptions()
        options.createSession = true
        let configuration = Configuration(
            executable: .path(FilePath(path)),
            arguments: Arguments(executablePathOverride: command.program, remainingValues: command.arguments),
            environment: .custom(environment.map { Array("\($0.key)=\($0.value)".utf8) + [0] }),
            workingDirectory: command.workingDirectory.map { FilePath($0) },
            platformOptions: options
        )
        state.withLock { $0.isStarted = true }
        Task {
            var attempt = 1
            while true {
                do {
                    try await run(configuration, output: output, outputEnded: outputEnded, error: error)
                    return
                } catch let failure as SubprocessError where failure.isTextBusy && attempt < Self.maximumAttempts {
                    attempt += 1
                    try? await Task.sleep(for: Self.attemptInterval)
                } catch {
                    state.withLock { $0.leader = nil }
                    spawned.fulfil(.failure(error))
                    exit.fulfil(.failure(error))
                    return
                }
            }
        }
    }

    /// How often a program is executed whose file somebody has open for writing.
    ///
    /// A file that was just written is such a one for a moment: a process that another thread has forked meanwhile
    /// holds a copy of the descriptor until it executes its own program. The system has no event for that.
    private static let maximumAttempts = 50
    private static let attemptInterval: Duration = .milliseconds(10)

    private func run(
        _ configuration: Configuration,
        output: @escaping @Sendable ([UInt8]) async -> Void,
        outputEnded: @escaping @Sendable () -> Void,
        error: @escaping @Sendable ([UInt8]) async -> Void
    ) async throws {
        let result = try await Subprocess.run(
            configuration,
            input: .none,
            output: .sequence,
            error: .sequence
        ) { execution in
            let processID = execution.processIdentifier.value
            didSpawn(processID)
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    await Self.drain(execution.standardOutput, into: output)
                    outputEnded()
                }
                group.addTask { await Self.drain(execution.standardError, into: error) }
            }
            // Both streams end when the process does, even if its children hold them; but they also end when a living
            // process closes them. Signal 0 does nothing, and the step lasts until the process ends.
            await execution.teardown(using: [
                .send(signal: Signal(rawValue: 0), allowedDurationToNextStep: .seconds(Int64(Int32.max)))
            ])
            // The process has ended but is not reaped yet, so its number cannot belong to anyone else: now is the
            // moment to end what it left behind in its group, and the last moment to signal it at all.
            endGroup()
        }
        switch result.terminationStatus {
        case .exited(let code): exit.fulfil(.success(.exited(code)))
        case .signaled(let signal): exit.fulfil(.success(.signaled(signal)))
        }
    }

    /// Whether the process has ended, by the system's own word, which comes before ``exit``.
    var hasEnded: Bool {
        state.withLock { state in
            guard let leader = state.leader else { return spawned.outcome != nil }
            var information = siginfo_t()
            // Looks without reaping; without a change of state the structure stays as it is.
            let result = waitid(P_PID, id_t(leader), &information, WEXITED | WNOHANG | WNOWAIT)
            return result != 0 || information.si_signo != 0
        }
    }

    /// Sends a signal to the process and its whole group: as soon as it is there, and not once it has ended.
    func signalGroup(_ signal: Int32) {
        state.withLock { state in
            if let leader = state.leader {
                _ = kill(-leader, signal)
            } else {
                state.pendingSignal = signal
            }
        }
    }

    private func didSpawn(_ processID: Int32) {
        state.withLock { state in
            state.leader = processID
            if let signal = state.pendingSignal.take() { _ = kill(-processID, signal) }
        }
        spawned.fulfil(.success(processID))
    }

    private func endGroup() {
        state.withLock { state in
            if let ended = state.leader.take() { _ = kill(-ended, SIGKILL) }
        }
    }

    private static func drain(
        _ stream: SubprocessOutputSequence,
        into receive: @Sendable ([UInt8]) async -> Void
    ) async {
        do {
            for try await buffer in stream {
                await receive(buffer.withUnsafeBytes { Array($0) })
                // A plugin that writes without end is always readable, so nothing above would ever suspend: a few of
                // them would take every thread of the pool.
                await Task.yield()
            }
        } catch {
            // The pipe cannot be read any more: the same as its end.
        }
    }
}

extension SubprocessError {
    /// Whether the program's file is open for writing somewhere.
    fileprivate var isTextBusy: Bool { underlyingError == .textFileBusy }
}
