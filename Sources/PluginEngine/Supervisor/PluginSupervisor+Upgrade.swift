/// A new version beside the running one.
extension PluginSupervisor {
    mutating func filesChanged() {
        hasNewFiles = true
        // Other files, another chance. One only, for a plugin might change its own files.
        guard current == nil else { return }
        permitStart()
        leaveFailed(.loader, "its files have changed")
    }

    /// Begins with the new version when the old one runs and no other process lives.
    mutating func settleUpgrade() {
        guard hasNewFiles, ban == nil, let current, current.stage == .serving, candidate == nil, leaving.isEmpty else {
            return
        }
        hasNewFiles = false
        let backend = Backend(nextGeneration())
        candidate = backend
        actions.append(.load(backend.generation))
    }

    /// Takes the new version when it serves, and lets the old one end its calls.
    mutating func checkedCandidate(_ answer: HealthAnswer) {
        guard answer == .serving else {
            let message = "the new version did not pass its health check (\(answer)): see its log"
            refuseCandidate(PluginProblem(code: "health", message: message), process: .lives)
            return
        }
        guard var new = candidate, let old = current else { return }
        new.stage = .serving
        new.openCheck = nil
        new.healthySince = now
        new.nextCheckAt = now + policy.healthInterval
        candidate = nil
        current = new
        actions.append(.switchTraffic(to: new.generation))
        letDrain(old, for: .replaced)
        if old.degradedAt != nil { move(to: .running, .upgrade, "a new version has taken its place") }
    }

    /// Goes on with the old version.
    mutating func refuseCandidate(_ problem: PluginProblem, process: ProcessFate) {
        guard let backend = candidate else { return }
        candidate = nil
        actions.append(.candidateRefused(backend.generation, problem))
        see(off: backend, process, .refused)
    }

    /// Gives the new version up because the old one does not go on either; the next load is that of the new one.
    mutating func abandonCandidate(_ reason: StopReason = .refused) {
        guard let backend = candidate else { return }
        candidate = nil
        actions.append(.candidateAbandoned(backend.generation))
        if backend.stage != .loading { order(stop: backend, reason) }
    }
}
