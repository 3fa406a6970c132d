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

/// A plugin that a runner starts and ends.
final class RunnerProcess: StartableProcess {
    let spawned = OneShot<Int32>()
    let exit = OneShot<StopMachine.ExitStatus>()

    private struct State {
        var isStarted = false
        var backend: (any RunningBackend)?
        /// A signal for a plugin that is not there yet.
        var pendingSignal: Int32?
    }

    private let state = Mutex(State())
    private let runner: any PluginRunner

    init(_ runner: any PluginRunner) {
        self.runner = runner
    }

    var isStarted: Bool { state.withLock { $0.isStarted } }
    var hasEnded: Bool { exit.outcome != nil }
    /// What runs, once it does.
    var backend: (any RunningBackend)? { state.withLock { $0.backend } }

    /// Starts the plugin, and sees its end.
    ///
    /// The one task here outlives its caller on purpose, as that of ``PluginProcess`` does: what was started must be
    /// ended, whatever becomes of the caller.
    func start(_ launch: PluginLaunch, _ start: BackendStart) throws -> CheckedFile? {
        guard launch.checksum == nil else {
            throw PluginHostError(
                code: .checksum,
                message: "a checksum needs a command: what the runner of the plugin \(launch.name) starts is for the "
                    + "runner to check"
            )
        }
        let request = PluginRunRequest(
            environment: start.environment,
            socketDirectory: start.directory,
            output: start.output,
            error: start.error
        )
        let outputEnded = start.outputEnded
        state.withLock { $0.isStarted = true }
        Task {
            do {
                let backend = try await runner.start(request)
                let signal = state.withLock { state in
                    state.backend = backend
                    return state.pendingSignal.take()
                }
                spawned.fulfil(.success(Int32(backend.id) ?? 0))
                if let signal { await send(signal, to: backend) }
                let status = try await backend.waitUntilExit()
                outputEnded()
                exit.fulfil(.success(status))
            } catch {
                spawned.fulfil(.failure(error))
                outputEnded()
                exit.fulfil(.failure(error))
            }
        }
        return nil
    }

    func describe(_ launch: PluginLaunch) async -> String {
        let what = "the runner cannot start \(runner.name) for the plugin \(launch.name)"
        guard let diagnosis = await runner.diagnose() else { return what }
        return "\(what) (\(diagnosis))"
    }

    func signalGroup(_ signal: Int32) {
        let backend = state.withLock { state in
            if state.backend == nil { state.pendingSignal = signal }
            return state.backend
        }
        guard let backend, exit.outcome == nil else { return }
        // The runner takes its time, and whoever stops the plugin has a deadline for that.
        Task { await send(signal, to: backend) }
    }

    private func send(_ signal: Int32, to backend: any RunningBackend) async {
        if signal == SIGKILL { await backend.kill() } else { await backend.terminate() }
    }
}
