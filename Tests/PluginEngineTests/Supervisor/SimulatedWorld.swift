@testable import PluginEngine

/// A loader, a host, processes, people and a clock, all made up: what drives a supervisor in the model test.
///
/// It knows by itself which processes live and what people want, and holds every action against that.
struct SimulatedWorld {
    typealias Event = PluginSupervisor.Event
    typealias Action = PluginSupervisor.Action

    /// A process, from the order to start it to the report of its end.
    struct Process {
        var isCandidate: Bool
        var startedAt: Duration
        var readyAt: Duration?
        /// Whether it was, or is, the one that takes calls.
        var isCurrent: Bool
        /// False once it has ended, which is reported a little later.
        var lives = true
        var hangs = false
        var isStopOrdered = false
        /// What was last told of its calls and of its health.
        var calls = 0
        var health: PluginSupervisor.HealthAnswer?
    }

    var supervisor: PluginSupervisor
    var random: SupervisorRandom
    var now = Duration.zero
    /// What will be told, with the time; the order of equal times is that of the list.
    var queue: [(at: Duration, event: Event)] = []
    var timers: [SupervisorTimer.Purpose: (timer: SupervisorTimer, at: Duration)] = [:]
    /// Processes whose end was not reported.
    var processes: [Generation: Process] = [:]
    var waiting = 0
    /// How often those that waited were answered.
    var waitingRound = 0
    /// Whether anything goes wrong by chance.
    var misbehaves = true

    // What people want, as told.
    var isEnabled = true
    var isStoppedByUser = false
    var isEngineStopping = false
    var isRemoving = false

    // What was recorded.
    var phase = PluginPhase.installed
    var reports: Set<Generation> = []
    var stopped: Set<Generation> = []
    var readyTimes: [Generation: Duration] = [:]
    var counted: [Duration] = []
    var failedStarts = 0
    var openUntil: Duration?
    var nextWait = SupervisorPolicy().breakerWait
    var violations: [String] = []
    var statistics = Statistics()

    /// How often what is tested has happened, so that a test that tests nothing is noticed.
    struct Statistics {
        var starts = 0
        var crashes = 0
        var givenUp = 0
        var tries = 0
        var switches = 0
        var refusals = 0
        var wakes = 0
        var idleStops = 0
        var remaining = 0

        static func + (left: Statistics, right: Statistics) -> Statistics {
            var sum = left
            sum.starts += right.starts
            sum.crashes += right.crashes
            sum.givenUp += right.givenUp
            sum.tries += right.tries
            sum.switches += right.switches
            sum.refusals += right.refusals
            sum.wakes += right.wakes
            sum.idleStops += right.idleStops
            sum.remaining += right.remaining
            return sum
        }
    }

    init(seed: UInt64) {
        random = SupervisorRandom(seed: seed)
        supervisor = PluginSupervisor(plugin: "sample", generator: SupervisorRandom(seed: seed ^ 0xabcd))
    }

    var isBanned: Bool { !isEnabled || isStoppedByUser || isEngineStopping || isRemoving }

    mutating func violate(_ words: String) {
        violations.append(words)
    }

    // MARK: Steps

    /// One step: something happens by chance, or what was going to happen does.
    mutating func step() {
        if random.chance(25) {
            now += random.time(to: .milliseconds(500))
            if let event = somethingHappens() { tell(event) }
        } else if !tellNext(), let event = somethingHappens() {
            tell(event)
        }
    }

    /// Lets time pass until the next thing that was going to happen.
    ///
    /// - Returns: false when nothing was.
    @discardableResult
    mutating func tellNext() -> Bool {
        let queued = queue.indices.min { queue[$0].at < queue[$1].at }
        let timer = timers.values.min { $0.at < $1.at }
        if let timer, queued.map({ timer.at <= queue[$0].at }) ?? true {
            now = max(now, timer.at)
            timers[timer.timer.purpose] = nil
            // A timer that fires while it is cancelled, or twice.
            if misbehaves, random.chance(5) { again(.timerFired(timer.timer)) }
            tell(.timerFired(timer.timer))
            return true
        }
        guard let queued else { return false }
        let (time, event) = queue.remove(at: queued)
        now = max(now, time)
        if misbehaves, random.chance(5) { again(event) }
        tell(event)
        return true
    }

    private mutating func again(_ event: Event) {
        queue.append((now + random.time(to: .seconds(100)), event))
    }

    /// Tells the supervisor, carries out what it says, and looks at everything.
    mutating func tell(_ event: Event) {
        let process = event.endedGeneration.flatMap { processes[$0] }
        note(event)
        let breaker = supervisor.breaker.state
        let actions = supervisor.handle(event, at: now)
        for action in actions { carryOut(action, among: actions, wasHalfOpen: breaker == .halfOpen) }
        checkBreaker(before: breaker, event, actions)
        if let generation = event.endedGeneration, let process { checkEnd(of: generation, process, actions) }
        checkEverything()
        if !violations.isEmpty { violations.append("after \(event): \(actions)") }
    }

    /// What the event means in this world.
    private mutating func note(_ event: Event) {
        switch event {
        case .enabled:
            if !isEnabled { isStoppedByUser = false }
            isEnabled = true
        case .disabled: isEnabled = false
        case .userStarted, .userRestarted:
            isStoppedByUser = false
            openUntil = openUntil.map { min($0, now) }
        case .userStopped: isStoppedByUser = true
        case .userReset:
            openUntil = nil
            counted = []
            failedStarts = 0
            nextWait = supervisor.policy.breakerWait
        case .filesChanged:
            // Only a plugin that is down gets another try by it.
            if case .notRunning = supervisor.standing { openUntil = openUntil.map { min($0, now) } }
        case .engineStopping: isEngineStopping = true
        case .removalRequested: isRemoving = true
        case .removalFailed:
            if supervisor.removal == .underway { isRemoving = false }
        case .callWaits: waiting += 1
        case .callGivenUp(let round): if round == waitingRound, waiting > 0 { waiting -= 1 }
        case .callsInFlight(let generation, let count):
            guard let process = processes[generation], process.isCurrent, process.readyAt != nil else { return }
            processes[generation]?.calls = max(count, 0)
        case .healthAnswered(let check, let answer): processes[check.generation]?.health = answer
        case .processEnded(let generation, _), .startFailed(let generation, _, processRemains: false):
            processes[generation] = nil
        case .started(let generation):
            guard let process = processes[generation], readyTimes[generation] == nil else { return }
            if process.isCurrent, !process.isStopOrdered { failedStarts = 0 }
            processes[generation]?.readyAt = now
            readyTimes[generation] = now
        case .startFailed(let generation, _, processRemains: true):
            processes[generation]?.isStopOrdered = true
        default: break
        }
    }

    // MARK: Actions

    private mutating func carryOut(_ action: Action, among actions: [Action], wasHalfOpen: Bool) {
        switch action {
        case .load(let generation): load(generation)
        case .start(let generation):
            if !processes.isEmpty { violate("starts \(generation) beside \(processes.keys.sorted())") }
            start(generation, isCandidate: false)
        case .startCandidate(let generation):
            if processes.count != 1 || processes.values.first?.isCurrent != true { violate("candidate beside others") }
            start(generation, isCandidate: true)
        case .switchTraffic(let generation):
            if processes[generation]?.readyAt == nil { violate("switches to \(generation), which is not ready") }
            if processes[generation]?.health != .serving { violate("switches to \(generation), which does not serve") }
            processes[generation]?.isCurrent = true
            statistics.switches += 1
        case .drain(let generation):
            let isReplaced = actions.contains { if case .switchTraffic = $0 { true } else { false } }
            let isNeeded = processes[generation]?.calls != 0 || !supervisor.demands.isEmpty || waiting > 0
            if !isReplaced, isNeeded { violate("lets \(generation) go, which is needed") }
            if !misbehaves || random.chance(80) {
                queue.append((now + random.time(to: .seconds(40)), .drained(generation)))
            }
        case .candidateRefused: statistics.refusals += 1
        case .candidateAbandoned: break
        case .stop(let generation, let reason): stop(generation, reason)
        case .checkHealth(let check, let deadline): answer(check, within: deadline)
        case .setTimer(let timer, let time):
            if timers[timer.purpose] != nil { violate("a second timer for \(timer.purpose)") }
            if time < now { violate("a timer in the past for \(timer.purpose)") }
            timers[timer.purpose] = (timer, time)
        case .cancelTimer(let timer):
            if timers[timer.purpose]?.timer != timer { violate("cancels a timer that is not set") }
            timers[timer.purpose] = nil
            if misbehaves, random.chance(20) { queue.append((now, .timerFired(timer))) }
        case .record(let transition):
            if transition.from != phase || !PhaseTable.allows(phase, transition.to) {
                violate("an illegal step from \(phase): \(transition)")
            }
            phase = transition.to
            if transition.to == .failed, transition.cause == .stop { statistics.remaining += 1 }
        case .reportCrash(let crash): crashed(crash, among: actions, wasHalfOpen: wasHalfOpen)
        case .notifyWaiters(let outcome):
            if waiting == 0 { violate("notifies nobody") }
            waiting = 0
            waitingRound += 1
            if case .ready(let generation) = outcome {
                statistics.wakes += 1
                if processes[generation]?.readyAt == nil { violate("says that \(generation) is ready") }
            }
        case .removeFiles:
            if !processes.isEmpty { violate("removes files under a process") }
            let fails = misbehaves && random.chance(30)
            let problem = PluginProblem(code: "io", message: "cannot remove")
            queue.append((now + random.time(to: .seconds(1)), fails ? .removalFailed(problem) : .filesRemoved))
        }
    }

    private mutating func load(_ generation: Generation) {
        if isBanned { violate("loads \(generation) though it must not run") }
        if let until = openUntil, now < until, processes.isEmpty { violate("loads \(generation) over the budget") }
        if openUntil != nil, processes.isEmpty { statistics.tries += 1 }
        let fails = misbehaves && random.chance(8)
        let problem = PluginProblem(code: "not-intact", message: "the files differ")
        let time = now + random.time(to: .seconds(3))
        queue.append((time, fails ? .loadFailed(generation, problem) : .loaded(generation)))
    }

    private mutating func start(_ generation: Generation, isCandidate: Bool) {
        if isBanned { violate("starts \(generation) though it must not run") }
        statistics.starts += 1
        processes[generation] = Process(isCandidate: isCandidate, startedAt: now, isCurrent: !isCandidate)
        let time = now + random.time(to: .seconds(5))
        let problem = PluginProblem(code: "handshake", message: "no line")
        guard misbehaves else {
            queue.append((time, .started(generation)))
            return
        }
        switch Int.random(in: 0..<20, using: &random) {
        case 0, 1:
            queue.append((time, .startFailed(generation, problem, processRemains: false)))
        case 2:
            queue.append((time, .startFailed(generation, problem, processRemains: true)))
            queue.append((time + random.time(to: .seconds(900)), .processEnded(generation, .signaled(9))))
        case 3, 4:
            queue.append((time, .processEnded(generation, .exited(1))))
        default:
            queue.append((time, .started(generation)))
            if random.chance(40) {
                let life = random.time(to: random.chance(50) ? .seconds(3) : .seconds(400))
                queue.append((time + life, .processEnded(generation, .signaled(11))))
            }
        }
    }

    private mutating func stop(_ generation: Generation, _ reason: PluginSupervisor.StopReason) {
        guard let process = processes[generation] else {
            violate("stops \(generation), which is not there")
            return
        }
        if process.isStopOrdered { violate("stops \(generation) twice") }
        if (reason == .crashed) != (reports.contains(generation)) { violate("stops \(generation) for \(reason)") }
        if reason == .idle { statistics.idleStops += 1 }
        processes[generation]?.isStopOrdered = true
        stopped.insert(generation)
        let time = now + random.time(to: .seconds(6))
        if misbehaves, random.chance(10) {
            // Not even SIGKILL ends it, for a while.
            queue.append((time, .stopFinished(generation)))
            queue.append((time + random.time(to: .seconds(900)), .processEnded(generation, .signaled(9))))
        } else if misbehaves, random.chance(10) {
            queue.append((time, .stopFinished(generation)))
            queue.append((time, .processEnded(generation, .exited(0))))
        } else {
            queue.append((time, .processEnded(generation, .exited(0))))
            queue.append((time, .stopFinished(generation)))
        }
    }

    private mutating func answer(_ check: PluginSupervisor.HealthCheck, within deadline: Duration) {
        let hangs = processes[check.generation]?.hangs ?? true
        if hangs {
            queue.append((now + deadline, .healthAnswered(check, .deadlineExceeded)))
            return
        }
        let time = now + random.time(to: deadline)
        guard misbehaves else {
            queue.append((time, .healthAnswered(check, .serving)))
            return
        }
        switch Int.random(in: 0..<30, using: &random) {
        case 0: queue.append((time, .healthAnswered(check, .notServing)))
        case 1: queue.append((time, .healthAnswered(check, .failed)))
        case 2: queue.append((now + deadline, .healthAnswered(check, .deadlineExceeded)))
        case 3: break
        default: queue.append((time, .healthAnswered(check, .serving)))
        }
    }
}
