public import Logging
import PluginHost
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
    }

    /// The plugin's identifier.
    public nonisolated let id: String

    let source: any BackendSource
    let logger: Logger
    private let observe: @Sendable (Occurrence) -> Void
    /// Each event is handled in a time that does not depend on the plugin, so that no more than a handful ever wait.
    private let events: AsyncStream<PluginSupervisor.Event>
    private let mailbox: AsyncStream<PluginSupervisor.Event>.Continuation
    private let begin = ContinuousClock.now
    private var supervisor: PluginSupervisor
    private var timers: [SupervisorTimer.Purpose: OneTimer] = [:]
    private var isEnding = false

    var loaded: [Generation: LoadedPlugin] = [:]
    var backends: [Generation: ManagedBackend] = [:]
    /// The process that calls go to.
    var active: Generation?
    /// What the calls that wait now will be told.
    var wake = OneShot<PluginSupervisor.WakeOutcome>()

    /// Manages a plugin; nothing runs before ``run()``.
    ///
    /// - Parameters:
    ///   - id: the plugin's identifier.
    ///   - source: where its files are.
    ///   - policy: the numbers of its supervision.
    ///   - isEnabled: whether a person allows it to run.
    ///   - logger: gets the plugin's own log.
    ///   - observe: is told what happens, in order; it must return at once.
    public init(
        id: String,
        source: any BackendSource,
        policy: SupervisorPolicy = SupervisorPolicy(),
        isEnabled: Bool = true,
        logger: Logger,
        observe: @escaping @Sendable (Occurrence) -> Void
    ) {
        self.id = id
        self.source = source
        self.logger = logger
        self.observe = observe
        supervisor = PluginSupervisor(plugin: id, policy: policy, isEnabled: isEnabled)
        (events, mailbox) = AsyncStream.makeStream()
    }

    /// Whether the plugin runs, and why or why not.
    public var standing: Standing { supervisor.standing }
    /// The phase, and the last steps to it.
    public var lifeCycle: LifeCycle { supervisor.lifeCycle }
    /// The number of the process that calls go to, while there is one.
    public var processID: Int32? { active.flatMap { backends[$0]?.plugin?.processID } }

    /// Tells what a person wants, what needs the plugin, or that its files have changed.
    public nonisolated func tell(_ event: PluginSupervisor.Event) {
        mailbox.yield(event)
    }

    /// Manages the plugin until ``PluginSupervisor/Event/engineStopping`` was told, or the task was cancelled, or the
    /// plugin's files were removed; and until no process of it is left. Once.
    public func run() async {
        await withTaskCancellationHandler {
            await withDiscardingTaskGroup { group in
                for await event in events {
                    handle(event, in: &group)
                    if isEnding, backends.isEmpty { mailbox.finish() }
                }
                timers = [:]
            }
        } onCancel: {
            mailbox.yield(.engineStopping)
        }
        wake.fulfil(.success(.failed(.engineStopping)))
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
            case .drain(let generation):
                drain(generation)
            case .stop(let generation, _):
                if active == generation { active = nil }
                guard let backend = backends[generation] else { continue }
                backend.stop.fulfil()
            case .candidateRefused(_, let problem):
                group.addTask { [source] in await source.refuse(problem) }
            case .candidateAbandoned:
                continue
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
                waiting.fulfil(.success(outcome))
            case .removeFiles:
                group.addTask { await self.removeFiles() }
            }
        }
    }

    private func set(_ timer: SupervisorTimer, at time: Duration) {
        let delay = time - (ContinuousClock.now - begin)
        // Without an I/O thread no plugin was ever started, so nothing is to be timed but a start, which says it better.
        timers[timer.purpose] = try? OneTimer(after: delay) { [mailbox] in mailbox.yield(.timerFired(timer)) }
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
