import GRPCCore
import PluginCapabilities
import PluginDefinition
public import PluginHost
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
    /// The digest of the files that it was started from.
    var digest: String?
    /// Whether it may have Omniview's lifecycle service, which is found out by asking.
    var mayHaveLifecycle = true

    init(isCandidate: Bool) {
        self.isCandidate = isCandidate
    }
}

/// A backend that is ready for calls.
public struct StartedBackend: Sendable, Hashable {
    /// Which attempt it is.
    public let generation: Generation
    /// The number of its process.
    public let processID: Int32
    /// Whether it is a new version that is tried beside the running one.
    public let isCandidate: Bool
    /// The folder that it was started from.
    public let directory: String
    /// The version of the plugin, as its definition has it.
    public let version: String
    /// How long the reading and verifying of its files took.
    public let verifyDuration: Duration
    /// How long each step of its start took.
    public let timings: PluginTimings
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
        let remaining = end(
            generation,
            outcome ?? .neverStarted(PluginProblem(code: "internal", message: "the start was lost"), nil)
        )
        observe(.ended(generation))
        if let remaining { await tellLateEnd(of: remaining, generation) }
    }

    /// How long after the loss of its connection a process may go on before it is given up.
    private static let disconnectedPatience: Duration = .seconds(5)

    /// How a life went.
    private enum Outcome: Sendable {
        /// With the process of the attempt, when not even SIGKILL has ended it.
        case neverStarted(PluginProblem, RemainingProcess?)
        case ended(BackendEnd)
        /// Not even SIGKILL has ended it.
        case remains(RemainingProcess)
    }

    private func start(_ generation: Generation, _ loaded: LoadedPlugin?) async -> Outcome {
        guard let loaded, var launch = loaded.launch else {
            let message = "the plugin \(id) has no backend to start"
            return .neverStarted(PluginProblem(code: "no-backend", message: message), nil)
        }
        backends[generation]?.digest = loaded.digest
        configure(&launch)
        var remaining: RemainingProcess?
        do {
            let end = try await loaded.withVerifiedFiles {
                try await PluginHost.withPlugin(launch, logger: logger, remains: { remaining = $0 }) { plugin in
                    try await self.prepare(plugin)
                    await self.serve(generation, plugin, loaded)
                }.end
            }
            return remaining.map(Outcome.remains) ?? .ended(end.exit.map(BackendEnd.init) ?? .unknown)
        } catch {
            let failure = error as? PluginHostError
            let code = failure?.code.rawValue ?? (error as? PluginEngineError)?.code.rawValue
            let problem = PluginProblem(
                code: code ?? "start-failed",
                // It quotes what the plugin wrote, and goes where logs do not.
                message: redact("\(error)"),
                end: failure?.exit.map(BackendEnd.init)
            )
            return .neverStarted(problem, remaining)
        }
    }

    /// Takes calls until the process ends or is to end.
    private func serve(_ generation: Generation, _ plugin: RunningPlugin, _ loaded: LoadedPlugin) async {
        backends[generation]?.plugin = plugin
        observe(
            .started(
                StartedBackend(
                    generation: generation,
                    processID: plugin.processID,
                    isCandidate: backends[generation]?.isCandidate == true,
                    directory: loaded.directory,
                    version: loaded.definition.versionText,
                    verifyDuration: loaded.verifyDuration,
                    timings: plugin.timings
                )
            )
        )
        if backends[generation]?.isCandidate == false { active = generation }
        tell(.started(generation))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                if (try? await plugin.waitUntilSocketIsLost()) == true { tell(.socketLost(generation)) }
            }
            group.addTask { [self] in
                // Most often the process has ended, which is told then; one that goes on without is of no use.
                guard (try? await plugin.waitUntilDisconnected()) != nil,
                    (try? await IOThread.sleep(for: Self.disconnectedPatience)) != nil
                else { return }
                tell(.socketLost(generation))
            }
            // Also ends when this task is cancelled, which is how a stop begins.
            let end = try? await plugin.waitUntilExit()
            if active == generation { active = nil }
            // At once: a restart need not wait until the host has tidied up.
            if let end { tell(.processEnded(generation, BackendEnd(end))) }
            group.cancelAll()
        }
    }

    /// - Returns: the process that has not ended, though it was to.
    private func end(_ generation: Generation, _ outcome: Outcome) -> RemainingProcess? {
        if active == generation { active = nil }
        guard let backend = backends.removeValue(forKey: generation) else { return nil }
        switch outcome {
        case .neverStarted(let problem, let remaining):
            tell(.startFailed(generation, problem, processRemains: remaining != nil))
            return remaining
        case .ended(let end):
            tell(.processEnded(generation, end))
            if backend.stop.outcome != nil { tell(.stopFinished(generation)) }
            return nil
        case .remains(let remaining):
            tell(.stopFinished(generation))
            return remaining
        }
    }

    /// Tells the end of a process that not even SIGKILL has ended in time, whenever that is: it has waited for a disk, or
    /// the whole machine was busy.
    private func tellLateEnd(of process: RemainingProcess, _ generation: Generation) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do {
                    self.tell(.processEnded(generation, BackendEnd(try await process.waitUntilExit())))
                } catch is CancellationError {
                    // The plugin is managed no more.
                } catch {
                    self.tell(.processEnded(generation, .unknown))
                }
            }
            group.addTask { [closed] in try? await closed.value() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Asks gRPC's health service and, where there is one, Omniview's: both must serve.
    ///
    /// A plugin that has neither has nothing to say about its health, and counts as serving.
    func checkHealth(_ check: PluginSupervisor.HealthCheck, _ deadline: Duration) async {
        guard let backend = backends[check.generation], let plugin = backend.plugin else {
            return tell(.healthAnswered(check, .failed))
        }
        let begin = ContinuousClock.now
        do {
            let status = try await plugin.health(timeout: deadline)
            var serves = status == "SERVING" || status == "UNIMPLEMENTED"
            if serves, backend.mayHaveLifecycle {
                let rest = max(deadline - (ContinuousClock.now - begin), .milliseconds(1))
                serves = try await servesByItsOwnWord(backend, plugin, within: rest)
            }
            tell(.healthAnswered(check, serves ? .serving : .notServing))
        } catch {
            let cause = (error as? CapabilityError)?.cause ?? error
            let isLate = (cause as? RPCError)?.code == .deadlineExceeded
            tell(.healthAnswered(check, isLate ? .deadlineExceeded : .failed))
        }
    }

    private func servesByItsOwnWord(
        _ backend: ManagedBackend,
        _ plugin: RunningPlugin,
        within limit: Duration
    ) async throws -> Bool {
        do {
            return try await LifecycleClient(plugin: id, client: plugin.client, timeout: limit).health() != .notServing
        } catch let error as CapabilityError where error.code == .unimplemented {
            backend.mayHaveLifecycle = false
            return true
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
