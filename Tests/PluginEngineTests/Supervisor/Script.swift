@testable import PluginEngine

/// A supervisor that is told a story, event by event, with a clock that moves when it is said.
struct Script {
    typealias Event = PluginSupervisor.Event
    typealias Action = PluginSupervisor.Action

    var supervisor: PluginSupervisor
    var now = Duration.zero
    /// What was last said to do.
    var actions: [Action] = []

    static let problem = PluginProblem(code: "sample", message: "it is made up")

    /// With exact delays: no jitter.
    init(isEnabled: Bool = true, _ change: (inout SupervisorPolicy) -> Void = { _ in }) {
        var policy = SupervisorPolicy()
        policy.backoff.jitter = 0
        change(&policy)
        supervisor = PluginSupervisor(
            plugin: "sample",
            policy: policy,
            isEnabled: isEnabled,
            generator: SupervisorRandom(seed: 1)
        )
    }

    /// A plugin that runs as generation 1 since time zero, because of its startup unless another demand is given.
    static func running(
        for demand: Demand? = .startup,
        _ change: (inout SupervisorPolicy) -> Void = { _ in }
    ) -> Script {
        var script = Script(change)
        if let demand { script.tell(.demandAdded(demand)) } else { script.tell(.callWaits) }
        script.comeUp()
        return script
    }

    /// A backend that crashed twice, and that nobody needs now.
    static func crashedTwiceForNobody() -> Script {
        var script = running(for: nil)
        script.tell(.processEnded(script.newest, .signaled(9)))
        script.tell(.callWaits)
        script.comeUp()
        script.tell(.processEnded(script.newest, .signaled(9)))
        return script
    }

    @discardableResult
    mutating func tell(_ event: Event, after delay: Duration = .zero) -> [Action] {
        now += delay
        actions = supervisor.handle(event, at: now)
        return actions
    }

    /// Answers what was asked to load and start, at once.
    @discardableResult
    mutating func comeUp() -> [Action] {
        tell(.loaded(newest))
        return tell(.started(newest))
    }

    /// Moves the clock to a timer that is set, and lets it fire.
    @discardableResult
    mutating func fire(_ purpose: SupervisorTimer.Purpose) -> [Action] {
        guard let set = supervisor.timers[purpose] else {
            actions = []
            return []
        }
        now = max(now, set.at)
        return tell(.timerFired(set.timer))
    }

    /// Kills the backend that takes calls, and brings it up again if it is restarted by itself.
    mutating func crash(after delay: Duration = .zero) {
        tell(.processEnded(newest, .signaled(9)), after: delay)
        let crashed = actions
        if phase == .recovering { fire(.restart) }
        if phase == .validating { comeUp() }
        actions = crashed
    }

    /// The generation of the last attempt.
    var newest: Generation { Generation(supervisor.lastGeneration) }

    var phase: PluginPhase { supervisor.lifeCycle.phase }

    /// When the timer is set for.
    func time(of purpose: SupervisorTimer.Purpose) -> Duration? { supervisor.timers[purpose]?.at }

    /// The phases that the last event led through.
    var phases: [PluginPhase] {
        actions.compactMap { if case .record(let step) = $0 { step.to } else { nil } }
    }

    /// The crashes that the last event reported.
    var crashes: [CrashSummary] {
        actions.compactMap { if case .reportCrash(let crash) = $0 { crash } else { nil } }
    }

    /// What the last event did to the outer world: no records, no timers.
    var deeds: [Action] {
        actions.filter {
            switch $0 {
            case .record, .setTimer, .cancelTimer: false
            default: true
            }
        }
    }

    var healthCheck: PluginSupervisor.HealthCheck? {
        actions.compactMap { if case .checkHealth(let check, _) = $0 { check } else { nil } }.first
    }
}
