import GRPCCore
public import PluginHost
import PluginTransport

extension ManagedPlugin {
    /// How long the end of a process may come after the failure of a call that it caused.
    private static let endPatience: Duration = .milliseconds(90)

    /// Uses the running backend; starts it first when it sleeps, and waits out a restart.
    ///
    /// - Parameters:
    ///   - isIdempotent: whether `body` may run a second time, on another process, when the first one ends meanwhile.
    ///   - body: makes the calls. It is not interrupted when the backend ends; its calls fail then.
    /// - Returns: what `body` returns.
    /// - Throws: ``PluginCallError`` when there is no backend for it, or the backend ended meanwhile; what `body` throws
    ///   otherwise; `CancellationError` when the task is cancelled while it waits.
    public nonisolated func withBackend<Result: Sendable>(
        isIdempotent: Bool = false,
        _ body: (RunningPlugin) async throws -> Result
    ) async throws -> Result {
        var mayRepeat = isIdempotent
        var lost: Generation?
        while true {
            let (generation, plugin) = try await take(after: lost)
            do {
                let result = try await body(plugin)
                await giveBack(generation)
                return result
            } catch {
                await giveBack(generation)
                guard let end = await Self.end(of: plugin, after: error) else { throw error }
                guard mayRepeat else { throw PluginCallError.ended(id, end, cause: error) }
                mayRepeat = false
                lost = generation
            }
        }
    }

    /// - Parameter lost: a process that has proved to be of no use, though its end may not be known yet.
    private func take(after lost: Generation?) async throws -> (Generation, RunningPlugin) {
        if let lost { try await wait { $0.active != lost } }
        while true {
            if let active, let backend = backends[active], let plugin = backend.plugin, !backend.isDraining {
                backend.calls += 1
                if backend.calls == 1 { tell(.callsInFlight(active, 1)) }
                return (active, plugin)
            }
            let (answer, round) = (wake, wakeRound)
            tell(.callWaits)
            let outcome: PluginSupervisor.WakeOutcome
            do {
                outcome = try await answer.value()
            } catch {
                // Or the plugin would be started for nobody.
                tell(.callGivenUp(round: round))
                throw error
            }
            if case .failed(let obstacle) = outcome { throw PluginCallError.unavailable(id, obstacle) }
        }
    }

    private func giveBack(_ generation: Generation) {
        guard let backend = backends[generation] else { return }
        backend.calls -= 1
        guard backend.calls == 0 else { return }
        tell(.callsInFlight(generation, 0))
        if backend.isDraining { tell(.drained(generation)) }
    }

    /// Ends the process that calls go to as if it had crashed, and returns when it is given up; false when there is none.
    func killActive() async throws -> Bool {
        guard let killed = active, let plugin = backends[killed]?.plugin else { return false }
        plugin.kill()
        try await wait { $0.active != killed }
        return true
    }

    /// Sends no more calls to a process.
    func drain(_ generation: Generation) {
        if active == generation { active = nil }
        guard let backend = backends[generation] else { return }
        backend.isDraining = true
        if backend.calls == 0 { tell(.drained(generation)) }
    }

    /// How the process ended whose connection a call has lost; nil when the call failed for another reason.
    ///
    /// What the call itself says is not asked: it may be wrapped in an error of whoever makes it.
    private static func end(of plugin: RunningPlugin, after error: any Error) async -> BackendEnd? {
        // A call that comes while its connection is being taken down does not even begin.
        let hasNotBegun = (error as? RuntimeError)?.code == .clientIsStopped
        guard !(error is CancellationError), hasNotBegun || !plugin.isConnected else { return nil }
        let end = try? await withDeadline(endPatience, timeoutError: CancellationError()) {
            try await plugin.waitUntilExit()
        }
        // A process that has not been seen to end yet is of no use without its connection.
        return end.map(BackendEnd.init) ?? .unknown
    }
}
