public import Logging
public import PluginHost
import PluginTransport

/// One plugin whose backend runs when it is needed: what the supervisor decides happens here.
///
/// ``run()`` lives as long as the plugin is managed, and holds every process of it: when it returns, none is left.
public actor ManagedPlugin {
    /// What an engine writes down.
    public enum Occurrence: Sendable, Hashable {
        /// A step of the life cycle.
        case transition(PluginTransition)
        /// A backend failed though nobody had asked for its end.
        case crash(CrashSummary)
        /// A backend is ready for calls. That of a new version gets none before ``upgraded(to:)``.
        case started(StartedBackend)
        /// Nothing of this backend is left, and all that it said was taken.
        case ended(Generation)
        /// A new version has taken the place of the running one.
        case upgraded(to: Generation)
        /// A new version was tried beside the running one and is not taken.
        case upgradeRefused(PluginProblem)
    }

    /// What the run loop takes in.
    private struct Message: Sendable {
        let event: PluginSupervisor.Event
        /// Fulfilled once the event is handled, for whoever waits for that.
        var handled: OneShot<Void>?
    }

    /// The plugin's identifier.
    public nonisolated let id: String

    let source: any BackendSource
    let logger: Logger
    let configure: @Sendable (inout PluginLaunch) -> Void
    let prepare: @Sendable (RunningPlugin) async throws -> Void
    let redact: @Sendable (String) -> String
    let observe: @Sendable (Occurrence) -> Void
    /// Each event is handled in a time that does not depend on the plugin, so that no more than a handful ever wait.
    private let messages: AsyncStream<Message>
    private let mailbox: AsyncStream<Message>.Continuation
    private let begin = ContinuousClock.now
    private var supervisor: PluginSupervisor
    private var timers: [SupervisorTimer.Purpose: OneTimer] = [:]
    private var isEnding = false
    private var hasEnded = false
    /// Fulfilled when no event is taken any more.
    let closed = OneShot<Void>()
    /// Fulfilled by the next event, while somebody waits for one.
    private var change: OneShot<Void>?
    /// What became of the last new version, while somebody wants to know.
    private var refusedUpgrade: PluginProblem?

    var loaded: [Generation: LoadedPlugin] = [:]
    var backends: [Generation: ManagedBackend] = [:]
    /// The process that calls go to.
    var active: Generation?
    /// What the calls that wait now will be told.
    var wake = OneShot<PluginSupervisor.WakeOutcome>()
    /// How many were told before.
    var wakeRound = 0

    /// Manages a plugin; nothing runs before ``run()``.
    ///
    /// - Parameters:
    ///   - id: the plugin's identifier.
    ///   - source: where its files are.
    ///   - policy: the numbers of its supervision.
    ///   - isEnabled: whether a person allows it to run.
    ///   - logger: gets the plugin's own log.
    ///   - configure: changes how each backend is started.
    ///   - prepare: is called with each started backend before any other call; what it throws fails the start.
    ///   - redact: takes secrets out of what a plugin wrote, before it becomes part of a failure's message.
    ///   - observe: is told what happens, in order; it must return at once.
    public init(
        id: String,
        source: any BackendSource,
        policy: SupervisorPolicy = SupervisorPolicy(),
        isEnabled: Bool = true,
        logger: Logger,
        configure: @escaping @Sendable (inout PluginLaunch) -> Void = { _ in },
        prepare: @escaping @Sendable (RunningPlugin) async throws -> Void = { _ in },
        redact: @escaping @Sendable (String) -> String = { Redaction().redact($0) },
        observe: @escaping @Sendable (Occurrence) -> Void
    ) {
        self.id = id
        self.source = source
        self.logger = logger
        self.configure = configure
        self.prepare = prepare
        self.redact = redact
        self.observe = observe
        supervisor = PluginSupervisor(plugin: id, policy: policy, isEnabled: isEnabled)
        (messages, mailbox) = AsyncStream.makeStream()
    }

    /// Whether the plugin runs, and why or why not.
    public var standing: Standing { supervisor.standing }
    /// What it is to run for, whether or not it does; calls are not among them.
    var demands: [Demand] { supervisor.demands }
    /// The phase, and the last steps to it.
    public var lifeCycle: LifeCycle { supervisor.lifeCycle }
    /// The number of the process that calls go to, while there is one.
    public var processID: Int32? { active.flatMap { backends[$0]?.plugin?.processID } }

    /// Tells what a person wants, what needs the plugin, or that its files have changed.
    public nonisolated func tell(_ event: PluginSupervisor.Event) {
        mailbox.yield(Message(event: event))
    }

    /// Tells the same as ``tell(_:)``, and returns when it is handled: what follows from it has begun.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile.
    public nonisolated func perform(_ event: PluginSupervisor.Event) async throws {
        let handled = OneShot<Void>()
        guard case .enqueued = mailbox.yield(Message(event: event, handled: handled)) else { return }
        try await handled.value()
    }

    /// Waits until a condition holds, which is looked at now and after each event; or until ``run()`` has returned.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile.
    func wait(until isMet: @Sendable (isolated ManagedPlugin) -> Bool) async throws {
        while !hasEnded, !isMet(self) {
            let next = change ?? OneShot<Void>()
            change = next
            try await next.value()
        }
    }

    /// Waits until of the processes that live now none is left. Others may have come meanwhile, because somebody else
    /// wants the plugin to run.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile.
    func waitUntilGone() async throws {
        let living = Set(backends.keys)
        try await wait { plugin in living.allSatisfy { plugin.backends[$0] == nil } }
    }

    /// Waits until ``run()`` has returned: nothing is left, and nothing is started any more.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile.
    func waitUntilEnded() async throws {
        try await wait { $0.hasEnded }
    }

    /// Has new files tried beside the running backend, or waits for those that are on trial.
    ///
    /// - Returns: why the running version stays; nil when the new one was taken, or nothing ran.
    func upgrade() async throws -> PluginProblem? {
        refusedUpgrade = nil
        try await perform(.filesChanged)
        // One that is on its way up is waited for: the new files are tried beside it once it runs.
        try await wait { $0.supervisor.candidate == nil && (!$0.isUp || !$0.supervisor.hasNewFiles) }
        return refusedUpgrade
    }

    /// Whether it runs, or is on its way up.
    var isUp: Bool { supervisor.current != nil }
    /// The digest of the files that the backend which calls go to was started from; nil when they have none.
    var activeDigest: String? { active.flatMap { backends[$0]?.digest } }
    /// The digests of the files that processes which live, or are about to, were started from.
    var usedDigests: Set<String> {
        Set(backends.values.compactMap(\.digest) + loaded.values.compactMap(\.digest))
    }
    /// Whether a process lives or may live.
    var hasProcess: Bool { !backends.isEmpty }
    /// How far the removal of its files is.
    var removal: PluginSupervisor.Removal { supervisor.removal }
    /// Whether its files are to be removed, and are not yet.
    var isBeingRemoved: Bool { removal == .requested || removal == .underway }
    /// Why its files could not be removed the last time.
    var removalProblem: PluginProblem? { supervisor.removalProblem }
    /// Whether nothing of it runs but a process that does not end though it was killed.
    var onlyRemains: Bool { supervisor.onlyRemains }
    /// How many failures count against the budget now.
    var crashesInBudget: Int { supervisor.budget.count(at: ContinuousClock.now - begin) }

    /// Manages the plugin until ``PluginSupervisor/Event/engineStopping`` was told, or the task was cancelled, or the
    /// plugin's files were removed; and until no process of it is left. Once.
    public func run() async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                for await message in messages {
                    handle(message.event, in: &group)
                    message.handled?.fulfil()
                    change?.fulfil()
                    change = nil
                    if isEnding, backends.isEmpty { mailbox.finish() }
                }
                timers = [:]
                closed.fulfil()
            }
        } onCancel: {
            tell(.engineStopping)
        }
        wake.fulfil(.success(.failed(.engineStopping)))
        hasEnded = true
        change?.fulfil()
    }

    private func handle(_ event: PluginSupervisor.Event, in group: inout DiscardingTaskGroup) {
        if event == .engineStopping || event == .filesRemoved { isEnding = true }
        for action in supervisor.handle(event, at: ContinuousClock.now - begin) {
            switch action {
            case .load(let generation):
                group.addTask { await self.load(generation) }
            case .start(let generation), .startCandidate(let generation):
                let backend = ManagedBackend(isCandidate: action == .startCandidate(generation))
                backends[generation] = backend
                group.addTask { [stop = backend.stop] in await self.live(generation, until: stop) }
            case .switchTraffic(let generation):
                active = generation
                observe(.upgraded(to: generation))
            case .drain(let generation):
                drain(generation)
            case .stop(let generation, _):
                if active == generation { active = nil }
                guard let backend = backends[generation] else { continue }
                backend.stop.fulfil()
            case .candidateRefused(let generation, let problem):
                loaded[generation] = nil
                refusedUpgrade = problem
                observe(.upgradeRefused(problem))
                group.addTask { [source] in await source.refuse(problem) }
            case .candidateAbandoned(let generation):
                loaded[generation] = nil
            case .checkHealth(let check, let deadline):
                group.addTask { await self.checkHealth(check, deadline) }
            case .setTimer(let timer, let time):
                set(timer, at: time)
            case .cancelTimer(let timer):
                timers[timer.purpose] = nil
            case .record(let transition):
                observe(.transition(transition))
            case .reportCrash(let crash):
                observe(.crash(crash))
            case .notifyWaiters(let outcome):
                let waiting = wake
                wake = OneShot()
                wakeRound += 1
                waiting.fulfil(.success(outcome))
            case .removeFiles:
                group.addTask { await self.removeFiles() }
            }
        }
        // What was loaded in vain, because nobody wants it any more, is not kept open.
        if case .loaded(let generation) = event, backends[generation] == nil { loaded[generation] = nil }
    }

    private func set(_ timer: SupervisorTimer, at time: Duration) {
        let delay = time - (ContinuousClock.now - begin)
        // Without an I/O thread no plugin was ever started, so nothing is to be timed but a start, which says it better.
        timers[timer.purpose] = try? OneTimer(after: delay) { [mailbox] in
            mailbox.yield(Message(event: .timerFired(timer)))
        }
    }

    private func load(_ generation: Generation) async {
        do {
            loaded[generation] = try await source.load()
            tell(.loaded(generation))
        } catch {
            tell(.loadFailed(generation, PluginProblem(code: error.code.rawValue, message: error.message)))
        }
    }

    private func removeFiles() async {
        do {
            try await source.remove()
            tell(.filesRemoved)
        } catch {
            tell(.removalFailed(PluginProblem(code: error.code.rawValue, message: error.message)))
        }
    }
}
