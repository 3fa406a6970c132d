import CPluginHost
import Logging
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
        /// The process from its spawn until it has ended; the group has the same number.
        var leader: ProgramSpawn.Process?
        /// A signal for a process that is not there yet.
        var pendingSignal: Int32?
    }

    private let state = Mutex(State())
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// Whether there was an attempt to spawn.
    var isStarted: Bool { state.withLock { $0.isStarted } }

    /// Spawns the process and hands over what it writes, until it has ended.
    ///
    /// The one task here outlives its caller on purpose: the process must be awaited whatever becomes of the caller,
    /// and a process that not even SIGKILL ends (it waits for a broken disk) must not hold the caller up.
    ///
    /// - Parameters:
    ///   - inherited: what it gets beside its standard streams; closed on this side once it has them.
    ///   - outlivesHost: whether it goes on when this process has ended.
    ///   - output: takes what the process writes to standard output; the process waits while it does.
    ///   - outputEnded: called when no more output can come.
    ///   - error: the same for standard error.
    func start(
        _ command: PluginCommand,
        executing path: String,
        environment: [String: String],
        inherited: InheritedDescriptors? = nil,
        outlivesHost: Bool = false,
        output: @escaping @Sendable ([UInt8]) async -> Void,
        outputEnded: @escaping @Sendable () -> Void,
        error: @escaping @Sendable ([UInt8]) async -> Void
    ) {
        let program = ProgramSpawn(
            path: path,
            arguments: [command.program] + command.arguments,
            environment: environment,
            directory: command.workingDirectory,
            inherited: inherited,
            outlivesHost: outlivesHost
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
        didSpawn(process)
        do {
            try ProcessEnd.notice(process, on: thread) { [self] in
                endGroup()
                outputPipe.processEnded()
                errorPipe.processEnded()
                ended.fulfil()
            }
        } catch {
            // Nobody would notice its end.
            endGroup()
            if let keeper = process.keeper { keeper.discard() } else { _ = try reap(process.number) }
            throw error
        }
        process.keeper?.watch(on: thread) { [self] in lostKeeper() }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await Self.drain(outputPipe, into: output)
                outputEnded()
            }
            group.addTask { await Self.drain(errorPipe, into: error) }
        }
        try await ended.value()
        exit.fulfil(.success(try await status(of: process)))
    }

    private func spawn(
        _ program: ProgramSpawn,
        on thread: IOThread
    ) async throws -> (ProgramSpawn.Process, output: ProcessPipe, error: ProcessPipe) {
        defer { program.inherited?.closeAll() }
        var attempt = 1
        while true {
            let (output, error) = (try ProcessPipe(thread: thread), try ProcessPipe(thread: thread))
            do throws(SpawnError) {
                return (try program.start(output: output, error: error, isKept: true), output, error)
            } catch {
                guard error.isTextBusy, attempt < Self.maximumAttempts else { throw error }
            }
            attempt += 1
            try? await Task.sleep(for: Self.attemptInterval)
        }
    }

    /// How long a keeper has to end what its program left behind; it gives up after a second itself.
    private static let keeperPatience: Duration = .seconds(5)

    /// How an ended process ended; returns when all that it left behind has ended too.
    private func status(of process: ProgramSpawn.Process) async throws -> StopMachine.ExitStatus {
        guard let keeper = process.keeper else { return try reap(process.number) }
        let report = await withTaskGroup(of: Keeper.Report?.self) { group in
            group.addTask { await keeper.end() }
            group.addTask {
                if (try? await IOThread.sleep(for: Self.keeperPatience)) != nil { keeper.kill() }
                return await keeper.end()
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        keeper.reap()
        guard let report else {
            logger.warning(
                "the keeper of the plugin's process was killed; what the plugin left behind may live on",
                metadata: ["pid": "\(process.number)", "keeper": "\(keeper.processID)"]
            )
            // Which the system does to a program whose keeper has gone.
            return .signaled(SIGKILL)
        }
        if report.survivors > 0 {
            logger.warning(
                "processes that the plugin left behind cannot be ended",
                metadata: ["pid": "\(process.number)", "count": "\(report.survivors)"]
            )
        }
        return report.status
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
        return StopMachine.ExitStatus(end)
    }

    /// Whether the process has ended, by the system's own word, which comes before ``exit``.
    var hasEnded: Bool {
        state.withLock { state in
            guard let leader = state.leader else { return spawned.outcome != nil }
            if leader.keeper != nil, let descriptor = leader.descriptor {
                return omniview_process_has_ended(descriptor)
            }
            var information = siginfo_t()
            // Looks without reaping; without a change of state the structure stays as it is.
            let result = waitid(P_PID, id_t(leader.number), &information, WEXITED | WNOHANG | WNOWAIT)
            return result != 0 || information.si_signo != 0
        }
    }

    /// Sends a signal to the process and its whole group: as soon as it is there, and not once it has ended.
    func signalGroup(_ signal: Int32) {
        state.withLock { state in
            if let leader = state.leader {
                leader.signalGroup(signal)
            } else {
                state.pendingSignal = signal
            }
        }
    }

    private func didSpawn(_ process: ProgramSpawn.Process) {
        if let failure = process.keeperFailure {
            logger.warning(
                "the plugin runs without a keeper: what it leaves behind outside of its process group may live on",
                metadata: ["pid": "\(process.number)", "error": "\(failure)"]
            )
        }
        state.withLock { state in
            state.leader = process
            if let signal = state.pendingSignal.take() { process.signalGroup(signal) }
        }
        spawned.fulfil(.success(process.number))
    }

    /// The process has ended.
    private func endGroup() {
        state.withLock { state in
            guard let ended = state.leader.take() else { return }
            if let keeper = ended.keeper {
                // It does what is to be done by itself, unless somebody has stopped it.
                keeper.goOn()
            } else {
                // It is not reaped yet, so its number cannot belong to anyone else: now is the moment to end what it
                // left behind in its group, and the last moment to signal it at all.
                ended.signalGroup(SIGKILL)
            }
        }
    }

    /// The keeper has ended before its program, which dies with it, unless it has gained privileges.
    private func lostKeeper() {
        state.withLock { state in
            if let descriptor = state.leader?.descriptor { _ = omniview_signal_process(descriptor, SIGKILL) }
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

extension ProgramSpawn.Process {
    /// Sends a signal to the group; only as long as the process has not been reaped.
    fileprivate func signalGroup(_ signal: Int32) {
        if let keeper {
            keeper.signal(signal)
        } else {
            _ = kill(-number, signal)
        }
    }
}
