/// What people want.
extension PluginSupervisor {
    mutating func takeWish(_ event: Event) {
        switch event {
        case .enabled:
            if !isEnabled { isStoppedByUser = false }
            isEnabled = true
        case .disabled:
            isEnabled = false
        case .userStarted:
            isStoppedByUser = false
            demandCounts[.user] = 1
            permitStart()
            leaveFailed(.user, "a user starts it")
        case .userStopped:
            isStoppedByUser = true
            demandCounts[.user] = nil
        case .userRestarted:
            restart()
        case .userReset:
            reset()
        case .engineStopping:
            isEngineStopping = true
        default:
            break
        }
    }

    /// A person's word, or new files, outweighs the waiting, but not the counting: a plugin that was given up has one
    /// try.
    mutating func permitStart() {
        refusal = nil
        restartAt = nil
        breaker.permitOneTry()
    }

    private mutating func restart() {
        isStoppedByUser = false
        mustStart = true
        permitStart()
        leaveFailed(.user, "a user restarts it")
        takeDown(.restart, .user, "a user restarts it")
    }

    private mutating func reset() {
        refusal = nil
        restartAt = nil
        failedStarts = 0
        failures = 0
        budget.clear()
        backoff.reset()
        breaker.close()
        leaveFailed(.user, "a user has reset it")
    }
}
