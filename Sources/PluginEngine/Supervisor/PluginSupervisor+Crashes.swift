/// The ends that nobody asked for.
extension PluginSupervisor {
    /// What has become of the process of a backend that failed.
    enum ProcessFate {
        /// It has ended, or there was none.
        case gone
        /// It lives and must be stopped.
        case lives
        /// It was stopped in vain.
        case remains
    }

    mutating func processEnded(_ generation: Generation, _ end: BackendEnd) {
        if let backend = current, backend.generation == generation, backend.stage != .loading {
            fail(backend, .ended(end), process: .gone)
        } else if let candidate, candidate.generation == generation, candidate.stage != .loading {
            let message = "the backend of the new version \(end) before it was taken: see its log"
            refuseCandidate(PluginProblem(code: "ended", message: message), process: .gone)
        } else if let index = leaving.firstIndex(where: { $0.generation == generation }) {
            let backend = leaving.remove(at: index)
            if backend.stage == .draining { report(backend, .ended(end), number: nil) }
        }
    }

    mutating func socketLost(_ generation: Generation) {
        if let backend = current, backend.generation == generation, backend.stage != .loading {
            fail(backend, .socketLost, process: .lives)
        } else if let candidate, candidate.generation == generation, candidate.stage != .loading {
            let message = "the backend of the new version lost its socket before it was taken: start the upgrade again"
            refuseCandidate(PluginProblem(code: "socket-lost", message: message), process: .lives)
        }
    }

    /// Takes the failure of the current backend: counts it once, and decides between a restart and giving up.
    mutating func fail(_ backend: Backend, _ kind: CrashSummary.Kind, process: ProcessFate) {
        current = nil
        abandonCandidate()
        // Nothing may live beside a restart, and what drains would hold it up.
        stopDraining()

        if backend.healthyTime(at: now) >= policy.healthyRun { forgive() }
        let number = budget.record(at: now)
        // A healthy run between two crashes does not take back that both spend the budget.
        failures = max(failures + 1, number)
        report(backend, kind, number: number)
        failedStarts = backend.readyAt == nil ? failedStarts + 1 : 0

        see(off: backend, process, .crashed)

        let words = "the backend \(kind.summary)"
        if breaker.state == .halfOpen || budget.isSpent(at: now) || failedStarts >= policy.startAttempts {
            failedStarts = 0
            mustStart = false
            restartAt = nil
            breaker.open(at: now)
            move(to: .failed, .crash, "\(words); it failed too often")
        } else {
            // The first failure of one that has run costs no time: it is what comes again that is slowed down.
            let isFirst = backend.readyAt != nil && failures == 1
            restartAt = now + (isFirst ? .zero : backoff.next(using: &generator))
            move(to: .recovering, .crash, words)
        }
    }

    /// Closes a half-open breaker once the one try has run well for long enough.
    mutating func settleBreaker() {
        guard breaker.state == .halfOpen, let current, current.stage == .serving, current.degradedAt == nil,
            current.healthyTime(at: now) >= policy.healthyRun
        else { return }
        forgive()
    }

    /// A healthy run ends the history of failures before it.
    private mutating func forgive() {
        backoff.forgive()
        failures = 0
        if breaker.state == .halfOpen {
            breaker.close()
            budget.clear()
        }
    }

    /// Does what a process still needs whose backend is given up.
    mutating func see(off backend: Backend, _ process: ProcessFate, _ reason: StopReason) {
        switch process {
        case .gone: break
        case .lives: order(stop: backend, reason)
        case .remains:
            var backend = backend
            backend.stage = .remaining
            leaving.append(backend)
        }
    }

    private mutating func report(_ backend: Backend, _ kind: CrashSummary.Kind, number: Int?) {
        let summary = CrashSummary(
            generation: backend.generation,
            kind: kind,
            uptime: now - (backend.startedAt ?? now),
            numberInBudget: number
        )
        actions.append(.reportCrash(summary))
    }
}
