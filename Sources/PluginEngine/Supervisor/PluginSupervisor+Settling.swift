extension PluginSupervisor {
    /// Compares what is with what is wanted, and takes the next steps.
    ///
    /// First what must end, then what time has brought, then what may begin.
    mutating func settle() {
        if let ban { takeDown(for: ban) }
        settleIdle()
        settleDraining()
        settleHealth()
        settleBreaker()
        settleEnds()
        settleRemoval()
        settleStart()
        settleUpgrade()
        answerWaiters()
        settleTimers()
    }

    /// Why the plugin must not run, whoever needs it.
    var ban: (obstacle: Obstacle, reason: StopReason, cause: PluginTransition.Cause)? {
        if removal != .none { return (.removed, .removed, .install) }
        if isEngineStopping { return (.engineStopping, .engineStopping, .engineStop) }
        if !isEnabled { return (.disabled, .disabled, .user) }
        if isStoppedByUser { return (.stoppedByUser, .user, .user) }
        return nil
    }

    /// Why the plugin cannot be started now, though it is needed and allowed. What lasts longest comes first.
    var hindrance: Obstacle? {
        if case .open(let until) = breaker.state, now < until {
            return .failedTooOften(failures: failures, retryAt: until)
        }
        if let refusal, now < refusal.retryAt { return .refused(refusal.problem, retryAt: refusal.retryAt) }
        if let process = leaving.first {
            let remains = leaving.allSatisfy { $0.stage == .remaining }
            return remains ? .processRemains(process.generation) : .stopping(process.generation)
        }
        if let restartAt, now < restartAt { return .backingOff(until: restartAt) }
        return nil
    }

    /// Why the plugin does not run, when it does not.
    var obstacle: Obstacle {
        if let ban { return ban.obstacle }
        // Nobody waits for the end of a delay that only a need would make matter.
        if case .backingOff = hindrance, !isNeeded { return .notNeeded }
        return hindrance ?? .notNeeded
    }

    /// Whether the plugin runs, and why or why not.
    public var standing: Standing {
        guard let current else { return .notRunning(obstacle) }
        return current.stage == .serving
            ? .running(current.generation, demands: demands, calls: current.calls)
            : .starting(current.generation, demands: demands)
    }

    /// The processes that live or may live: started and not known to have ended.
    public var liveProcesses: [Generation] {
        (leaving + [current, candidate].compactMap { $0 })
            .filter { $0.stage != .loading }
            .map(\.generation)
    }

    /// Whether nothing of it runs but processes that do not end though they were killed.
    var onlyRemains: Bool { current == nil && !leaving.isEmpty && leaving.allSatisfy { $0.stage == .remaining } }

    private mutating func takeDown(for ban: (obstacle: Obstacle, reason: StopReason, cause: PluginTransition.Cause)) {
        mustStart = false
        takeDown(ban.reason, ban.cause, ban.obstacle.message(plugin: plugin))
    }

    /// Goes on when the last process that had to end has ended, or does not end at all.
    private mutating func settleEnds() {
        guard current == nil else { return }
        if leaving.isEmpty {
            if lifeCycle.phase == .stopping { move(to: .stopped, .stop, "its process has ended") }
        } else if onlyRemains, lifeCycle.phase == .stopping || lifeCycle.phase == .recovering {
            move(to: .failed, .stop, Obstacle.processRemains(leaving[0].generation).message(plugin: plugin))
        }
    }

    /// Starts the plugin when it is wanted and may be, or lets it rest.
    private mutating func settleStart() {
        guard current == nil, removal == .none || removal == .requested else { return }
        if ban == nil, isNeeded {
            if hindrance == nil { beginLoad() }
        } else if leaving.isEmpty, lifeCycle.phase == .recovering {
            move(to: .stopped, ban?.cause ?? .idle, obstacle.message(plugin: plugin))
        }
        leaveFailed(.stop, "the process that did not end has ended")
    }

    /// Leaves the failed phase when nothing is wrong any more: neither with files nor with processes nor with the budget.
    mutating func leaveFailed(_ cause: PluginTransition.Cause, _ words: String) {
        guard lifeCycle.phase == .failed, leaving.isEmpty, refusal == nil, breaker.state == .closed else { return }
        move(to: .installed, cause, words)
    }

    private mutating func answerWaiters() {
        guard waitingCalls > 0 else { return }
        if let current {
            guard current.stage == .serving else { return }
            notifyWaiters(.ready(current.generation))
            if !isNeeded { unneededSince = now }
        } else if obstacle.isFinal {
            notifyWaiters(.failed(obstacle))
        }
    }

    private mutating func notifyWaiters(_ outcome: WakeOutcome) {
        waitingCalls = 0
        waitingRound += 1
        actions.append(.notifyWaiters(outcome))
    }
}
