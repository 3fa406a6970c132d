import CPluginHost
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
        let program = ProgramSpawn(
            path: path,
            arguments: [command.program] + command.arguments,
            environment: environment,
            directory: command.workingDirectory
        )
        state.withLock { $0.isStarted = true }
        Task {
            do {
                try await run(program, output: output, outputEnded: outputEnded, error: error)
            } catch {
                state.withLock { $0.leader = nil }
                spawned.fulfil(.failure(error))
                exit.fulfil(.failure(error))
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
        _ program: ProgramSpawn,
        output: @escaping @Sendable ([UInt8]) async -> Void,
        outputEnded: @escaping @Sendable () -> Void,
        error: @escaping @Sendable ([UInt8]) async -> Void
    ) async throws {
        let thread = try IOThread.shared()
        let (process, outputPipe, errorPipe) = try await spawn(program, on: thread)
        let ended = OneShot<Void>()
        didSpawn(process.number)
        do {
            try ProcessEnd.notice(process, on: thread) { [self] in
                // It is not reaped yet, so its number cannot belong to anyone else: now is the moment to end what it
                // left behind in its group, and the last moment to signal it at all.
                endGroup()
                outputPipe.processEnded()
                errorPipe.processEnded()
                ended.fulfil()
            }
        } catch {
            // Nobody would notice its end.
            endGroup()
            _ = try reap(process.number)
            throw error
        }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await Self.drain(outputPipe, into: output)
                outputEnded()
            }
            group.addTask { await Self.drain(errorPipe, into: error) }
        }
        try await ended.value()
        exit.fulfil(.success(try reap(process.number)))
    }

    private func spawn(
        _ program: ProgramSpawn,
        on thread: IOThread
    ) async throws -> (ProgramSpawn.Process, output: ProcessPipe, error: ProcessPipe) {
        var attempt = 1
        while true {
            let (output, error) = (try ProcessPipe(thread: thread), try ProcessPipe(thread: thread))
            do throws(SpawnError) {
                return (try program.start(output: output, error: error), output, error)
            } catch {
                guard error.isTextBusy, attempt < Self.maximumAttempts else { throw error }
            }
            attempt += 1
            try? await Task.sleep(for: Self.attemptInterval)
        }
    }

    private func reap(_ number: Int32) throws -> StopMachine.ExitStatus {
        var end = omniview_exit()
        let failure = omniview_reap(number, &end)
        guard failure == 0 else {
            throw PluginHostError(
                code: .system,
                message: "cannot learn how the process \(number) ended: \(String(cString: strerror(failure)))"
            )
        }
        return end.is_signal ? .signaled(end.number) : .exited(end.number)
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

    private static func drain(_ pipe: ProcessPipe, into receive: @Sendable ([UInt8]) async -> Void) async {
        while let bytes = await pipe.next() {
            await receive(bytes)
            // A plugin that writes without end is always readable, so nothing above would ever suspend: a few of
            // them would take every thread of the pool.
            await Task.yield()
        }
    }
}
