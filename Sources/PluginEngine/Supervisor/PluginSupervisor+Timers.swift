/// Which timers are set.
///
/// They follow from the state after each event, so that none can be forgotten or left behind.
extension PluginSupervisor {
    mutating func settleTimers() {
        for purpose in SupervisorTimer.Purpose.allCases { set(purpose, at: wanted(purpose)) }
    }

    /// When a timer is needed; nil when it is not.
    private func wanted(_ purpose: SupervisorTimer.Purpose) -> Duration? {
        switch purpose {
        case .restart:
            guard current == nil, ban == nil, isNeeded else { return nil }
            switch hindrance {
            case .failedTooOften(_, let at), .refused(_, let at), .backingOff(let at): return at
            default: return nil
            }
        case .health:
            return [current?.nextCheckAt, candidate?.nextCheckAt].compactMap { $0 }.min()
        case .healthyRun:
            guard breaker.state == .halfOpen, let since = current?.healthySince, current?.degradedAt == nil else {
                return nil
            }
            return since + policy.healthyRun
        case .idle:
            guard let limit = policy.idleStop, current?.stage == .serving else { return nil }
            if let unneededSince { return unneededSince + limit }
            // One that is set may run out in vain: calls come and go too often to set it anew each time.
            return timers[.idle]?.at
        case .drain:
            return leaving.compactMap(\.draining?.until).min()
        }
    }

    private mutating func set(_ purpose: SupervisorTimer.Purpose, at time: Duration?) {
        let set = timers[purpose]
        if let set, let time, set.at == time || (purpose == .idle && set.at < time) { return }
        if let set {
            timers[purpose] = nil
            actions.append(.cancelTimer(set.timer))
        }
        guard let time else { return }
        lastTimer += 1
        let timer = SupervisorTimer(purpose: purpose, number: lastTimer)
        timers[purpose] = (timer, time)
        actions.append(.setTimer(timer, at: time))
    }
}
