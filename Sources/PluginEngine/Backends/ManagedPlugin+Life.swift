import GRPCCore
import PluginHost
import PluginProtocol
import PluginTransport

/// One process of a managed plugin.
final class ManagedBackend {
    /// Whether it is a new version that is tried beside the running one.
    let isCandidate: Bool
    /// Fulfilled when it is to end.
    let stop = OneShot<Void>()
    /// The connection to it, from its start to its end.
    var plugin: RunningPlugin?
    /// How many calls are under way.
    var calls = 0
    /// Whether no new call goes to it, and the end of the last is to be told.
    var isDraining = false

    init(isCandidate: Bool) {
        self.isCandidate = isCandidate
    }
}

extension ManagedPlugin {
    /// Lives one process from its start to its end, which comes by itself or is asked for.
    func live(_ generation: Generation, until stop: OneShot<Void>) async {
        let loaded = loaded.removeValue(forKey: generation)
        let outcome = await withTaskGroup(of: Outcome?.self) { group in
            group.addTask { await self.start(generation, loaded) }
            group.addTask {
                // Cancels the start, or lets the host begin the stop.
                try? await stop.value()
                return nil
            }
            var outcome: Outcome?
            while outcome == nil, let next = await group.next() {
                outcome = next
                group.cancelAll()
            }
            return outcome
        }
        end(generation, outcome ?? .neverStarted(PluginProblem(code: "internal", message: "the start was lost")))
    }

    /// How a life went.
    private enum Outcome: Sendable {
        case neverStarted(PluginProblem)
        /// nil when not even SIGKILL ended the process.
        case ended(BackendEnd?)
    }

    private func start(_ generation: Generation, _ loaded: LoadedPlugin?) async -> Outcome {
        guard let loaded, let launch = loaded.launch else {
            return .neverStarted(PluginProblem(code: "no-backend", message: "the plugin \(id) has no backend to start"))
        }
        do {
            let end = try await loaded.withVerifiedFiles {
                try await PluginHost.withPlugin(launch, logger: logger) { plugin in
                    await self.serve(generation, plugin)
                }.end
            }
            return .ended(end.exit.map(BackendEnd.init))
        } catch {
            let code = (error as? PluginHostError)?.code.rawValue ?? (error as? PluginEngineError)?.code.rawValue
            return .neverStarted(PluginProblem(code: code ?? "start-failed", message: "\(error)"))
        }
    }

    /// Takes calls until the process ends or is to end.
    private func serve(_ generation: Generation, _ plugin: RunningPlugin) async {
        backends[generation]?.plugin = plugin
        if backends[generation]?.isCandidate == false { active = generation }
        tell(.started(generation))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                if (try? await plugin.waitUntilSocketIsLost()) == true { tell(.socketLost(generation)) }
            }
            // Also ends when this task is cancelled, which is how a stop begins.
            let end = try? await plugin.waitUntilExit()
            if active == generation { active = nil }
            // At once: a restart need not wait until the host has tidied up.
            if let end { tell(.processEnded(generation, BackendEnd(end))) }
            group.cancelAll()
        }
    }

    private func end(_ generation: Generation, _ outcome: Outcome) {
        if active == generation { active = nil }
        guard let backend = backends.removeValue(forKey: generation) else { return }
        switch outcome {
        case .neverStarted(let problem):
            tell(.startFailed(generation, problem, processRemains: false))
        case .ended(let end):
            if let end { tell(.processEnded(generation, end)) }
            if end == nil || backend.stop.outcome != nil { tell(.stopFinished(generation)) }
        }
    }

    func checkHealth(_ check: PluginSupervisor.HealthCheck, _ deadline: Duration) async {
        guard let plugin = backends[check.generation]?.plugin else { return tell(.healthAnswered(check, .failed)) }
        do {
            let status = try await plugin.health(timeout: deadline)
            // A plugin without the service has nothing to say about its health.
            tell(.healthAnswered(check, status == "SERVING" || status == "UNIMPLEMENTED" ? .serving : .notServing))
        } catch {
            let isLate = (error as? RPCError)?.code == .deadlineExceeded
            tell(.healthAnswered(check, isLate ? .deadlineExceeded : .failed))
        }
    }
}

extension BackendEnd {
    init(_ status: StopMachine.ExitStatus) {
        switch status {
        case .exited(let code): self = .exited(code)
        case .signaled(let signal): self = .signaled(signal)
        case .ended: self = .unknown
        }
    }
}
