@testable import PluginEngine

extension SimulatedWorld {
    /// Holds a crash report against what this world knows.
    mutating func crashed(_ crash: CrashSummary, among actions: [Action], wasHalfOpen: Bool) {
        statistics.crashes += 1
        if !reports.insert(crash.generation).inserted { violate("reports \(crash.generation) twice") }
        if stopped.contains(crash.generation) { violate("reports \(crash.generation), which was to stop") }
        guard let number = crash.numberInBudget else { return }

        let isGivenUp = actions.contains {
            if case .record(let step) = $0 { step.to == .failed && step.cause == .crash } else { false }
        }
        if wasHalfOpen, crash.uptime < supervisor.policy.healthyRun, !isGivenUp { violate("a failed try is forgiven") }
        failedStarts = readyTimes[crash.generation] == nil ? failedStarts + 1 : 0
        if wasHalfOpen, !isGivenUp {
            counted = []
            openUntil = nil
            nextWait = supervisor.policy.breakerWait
        }
        counted.removeAll { now - $0 >= supervisor.policy.crashWindow }
        counted.append(now)
        let limit = supervisor.policy.crashBudget
        if number != min(counted.count, limit) { violate("counts \(number) for \(counted.count)") }
        if !wasHalfOpen {
            let mustGiveUp = counted.count >= limit || failedStarts >= supervisor.policy.startAttempts
            if mustGiveUp != isGivenUp { violate("gives up: \(isGivenUp), should: \(mustGiveUp)") }
        }
        guard isGivenUp else { return }
        statistics.givenUp += 1
        failedStarts = 0
        openUntil = now + nextWait
        nextWait = min(nextWait * 2, supervisor.policy.longestBreakerWait)
    }

    /// A half-open breaker closes by a person or by a minute of good running, and by nothing else.
    mutating func checkBreaker(before: Breaker.State, _ event: Event, _ actions: [Action]) {
        guard before == .halfOpen, supervisor.breaker.state == .closed, event != .userReset else { return }
        let crashed = actions.compactMap { if case .reportCrash(let crash) = $0 { crash.generation } else { nil } }
        let runs = (crashed + processes.filter(\.value.isCurrent).keys).compactMap { readyTimes[$0] }.map { now - $0 }
        if runs.max() ?? .zero < supervisor.policy.healthyRun { violate("closes the breaker after \(runs)") }
        if !crashed.isEmpty { return }
        counted = []
        openUntil = nil
        nextWait = supervisor.policy.breakerWait
    }

    /// An end that nobody asked for is told once: as a crash, or as the refusal of a new version.
    mutating func checkEnd(of generation: Generation, _ process: Process, _ actions: [Action]) {
        guard !process.isStopOrdered else { return }
        let isTold = actions.contains { action in
            switch action {
            case .reportCrash(let crash): crash.generation == generation && process.isCurrent
            case .candidateRefused(let refused, _): refused == generation && !process.isCurrent
            default: false
            }
        }
        if !isTold { violate("says nothing of the end of \(generation)") }
    }

    /// What holds after every step.
    mutating func checkEverything() {
        if supervisor.illegalMoves != 0 { violate("wanted a step that the table does not have") }
        if supervisor.lifeCycle.phase != phase { violate("changed the phase without a record") }
        // Of a host that builds; this one does not (docs/life-cycle.md).
        if phase == .building || phase == .buildFailed { violate("is \(phase), and builds nothing") }
        if supervisor.lifeCycle.history.count > LifeCycle.historyLimit { violate("history without bounds") }
        if Set(supervisor.liveProcesses) != Set(processes.keys) {
            violate("knows of \(supervisor.liveProcesses.sorted()), but there are \(processes.keys.sorted())")
        }
        if processes.count > 2 { violate("more than two processes") }
        if processes.count == 2, !processes.values.contains(where: { $0.isCandidate }) {
            violate("two processes without an upgrade")
        }
        if isBanned, processes.values.contains(where: { !$0.isStopOrdered }) {
            violate("a process that must not run is not stopped")
        }
        if supervisor.timers.mapValues(\.timer) != timers.mapValues(\.timer) { violate("timers leak") }
        checkStanding()
    }

    private static let phasesWithBackend: [PluginPhase] = [.running, .degraded, .starting, .validating]

    private mutating func checkStanding() {
        switch (supervisor.standing, phase) {
        case (.running(let generation, _, _), .running), (.running(let generation, _, _), .degraded):
            if processes[generation]?.readyAt == nil { violate("says that \(generation) runs") }
            if isBanned { violate("runs though it must not") }
            if waiting > 0 { violate("lets calls wait for a plugin that runs") }
        case (.starting, .validating), (.starting, .starting):
            if isBanned { violate("starts though it must not") }
        case (.notRunning(let obstacle), _):
            if Self.phasesWithBackend.contains(phase) { violate("is \(phase) and does not run") }
            if waiting > 0, obstacle.isFinal { violate("lets calls wait in vain: \(obstacle)") }
            if case .notNeeded = obstacle, waiting > 0 { violate("does not know of calls that wait") }
        default:
            violate("is \(phase) and says \(supervisor.standing)")
        }
    }
}
