/// Decides when a plugin's backend is started, stopped, restarted and given up, as a value without clock and process.
///
/// One for each plugin. The driver tells every event to ``handle(_:at:)`` and carries out the actions in their order.
/// Most events only change what is known; then ``settle()`` compares what is with what is wanted and takes the next
/// steps. So it does not matter in which order things become true, and a timer only says that it is time to look.
///
/// It holds that at most one process of the plugin lives, or two while a new version takes the place of an old one; and
/// that a process whose end was not reported counts as alive.
public struct PluginSupervisor: Sendable {
    /// The plugin's identifier, for messages.
    public let plugin: String
    /// The numbers.
    public let policy: SupervisorPolicy
    /// The plugin's phase and how it came to it.
    public internal(set) var lifeCycle: LifeCycle
    /// Whether a person allows the plugin to run.
    public internal(set) var isEnabled: Bool

    /// How far the removal of the plugin is.
    enum Removal: Sendable, Hashable {
        case none
        case requested
        case underway
        case done
    }

    // What people want.
    var isStoppedByUser = false
    var isEngineStopping = false
    var removal = Removal.none
    /// Why the last removal has failed.
    var removalProblem: PluginProblem?
    /// A start that a person asked for and that nothing else needs.
    var mustStart = false

    // What needs the plugin.
    var demandCounts: [Demand: Int] = [:]
    var waitingCalls = 0
    /// How often waiting calls were answered: one that is given up may have been answered already.
    var waitingRound = 0
    var unneededSince: Duration?

    // What went wrong.
    var refusal: (problem: PluginProblem, retryAt: Duration)?
    var budget: CrashBudget
    var backoff: Backoff
    var breaker: Breaker
    var failedStarts = 0
    /// Failures since the last healthy run or reset.
    var failures = 0
    var restartAt: Duration?

    // What there is.
    var current: Backend?
    var candidate: Backend?
    /// Processes that are to end, oldest first. With ``current`` and ``candidate`` all that may live.
    var leaving: [Backend] = []
    var hasNewFiles = false

    var timers: [SupervisorTimer.Purpose: (timer: SupervisorTimer, at: Duration)] = [:]
    var lastGeneration = 0
    var lastTimer = 0
    var lastCheck = 0
    var generator: any RandomNumberGenerator & Sendable

    /// The time of the event that is being handled; never goes back.
    var now = Duration.zero
    var actions: [Action] = []
    /// How often a step was wanted that the table of phases does not have. The tests hold it at zero.
    var illegalMoves = 0

    /// Creates the supervisor of one installed plugin. Nothing runs yet.
    ///
    /// - Parameters:
    ///   - plugin: The plugin's identifier.
    ///   - policy: The numbers.
    ///   - isEnabled: Whether a person allows it to run.
    ///   - generator: Where the jitter of the delays comes from.
    public init(
        plugin: String,
        policy: SupervisorPolicy = SupervisorPolicy(),
        isEnabled: Bool = true,
        generator: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()
    ) {
        self.plugin = plugin
        self.policy = policy
        self.isEnabled = isEnabled
        self.generator = generator
        lifeCycle = LifeCycle(.installed)
        budget = CrashBudget(limit: policy.crashBudget, window: policy.crashWindow)
        backoff = Backoff(policy: policy.backoff)
        breaker = Breaker(firstWait: policy.breakerWait, longestWait: policy.longestBreakerWait)
    }

    /// Takes one event.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - time: When, as the time since a moment that stays the same. A time before that of an earlier event counts as
    ///     that one's.
    /// - Returns: what to do, in this order.
    public mutating func handle(_ event: Event, at time: Duration) -> [Action] {
        guard removal != .done else { return event == .callWaits ? [.notifyWaiters(.failed(.removed))] : [] }
        now = max(now, time)
        take(event)
        settle()
        defer { actions = [] }
        return actions
    }

    private mutating func take(_ event: Event) {
        switch event {
        case .enabled, .disabled, .userStarted, .userStopped, .userRestarted, .userReset, .engineStopping:
            takeWish(event)
        case .removalRequested: removal = removal == .none ? .requested : removal
        case .filesRemoved: filesRemoved()
        case .removalFailed(let problem): removalFailed(problem)

        case .demandAdded(let demand): add(demand)
        case .demandRemoved(let demand): remove(demand)
        case .callWaits: waitingCalls += 1
        case .callGivenUp(let round): giveUpCall(round)
        case .callsInFlight(let generation, let count): setCalls(of: generation, to: count)
        case .drained(let generation): drained(generation)

        case .loaded(let generation): loaded(generation)
        case .loadFailed(let generation, let problem): loadFailed(generation, problem)
        case .started(let generation): started(generation)
        case .startFailed(let generation, let problem, let processRemains):
            startFailed(generation, problem, processRemains: processRemains)
        case .processEnded(let generation, let end): processEnded(generation, end)
        case .socketLost(let generation): socketLost(generation)
        case .stopFinished(let generation): stopFinished(generation)
        case .healthAnswered(let check, let answer): healthAnswered(check, answer)

        case .filesChanged: filesChanged()
        case .timerFired(let timer):
            if timers[timer.purpose]?.timer == timer { timers[timer.purpose] = nil }
        }
    }

    /// Records a step of the life cycle.
    mutating func move(to phase: PluginPhase, _ cause: PluginTransition.Cause, _ reason: String) {
        do {
            actions.append(.record(try lifeCycle.move(to: phase, reason: reason, cause: cause, at: now)))
        } catch {
            illegalMoves += 1
        }
    }
}
