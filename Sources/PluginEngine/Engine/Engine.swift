import EngineAPI
public import Logging
public import PluginDefinition
public import PluginHost
import PluginStore
import PluginTransport

/// The engine: finds the plugins of one state folder, decides when they run, keeps them running, remembers what happened.
///
/// ```swift
/// let engine = try await Engine.open(EngineConfiguration(stateDirectory: "/home/me/.omniview"), logger: logger)
/// try await engine.run { /* all plugins are known */ }
/// ```
public actor Engine {
    /// The engine's own version.
    public static let version = SemanticVersion(0, 2, 0)

    /// What it was opened with.
    public nonisolated let configuration: EngineConfiguration
    /// The state folder, absolute and without symbolic links.
    public nonisolated var stateDirectory: String { folders.path }
    /// The folder for the engine's socket and token.
    public nonisolated var runDirectory: String { folders.run }
    /// What it measures. Its ``EngineMetrics/factory`` can be the backend of swift-metrics.
    public nonisolated let metrics = EngineMetrics()

    nonisolated let folders: EngineFolders
    nonisolated let installer: PluginInstaller
    nonisolated let store: EngineStore
    nonisolated let journal: Journal
    nonisolated let logs: PluginLogs
    nonisolated let monitor = ResourceMonitor()
    nonisolated let logger: Logger
    /// What was wrong with the store when it was opened.
    nonisolated let damage: Damage?
    nonisolated let startedAt = Timestamp(milliseconds: WallClock.now)

    /// What the user has put in to be installed.
    nonisolated let inbox: InboxReviewer

    /// The files of plugins' user interfaces.
    nonisolated let shelf = AssetShelf()

    var plugins: [PluginID: EnginePlugin] = [:]
    /// How the views have fared that something went wrong in.
    var views: [ViewName: ViewHealth] = [:]
    var catalogue: PluginCatalogue?
    /// Why changes in `plugins/` are looked for and not told by the system.
    var watchNotice: WatchNotice?
    var isStopping = false
    /// Plugins whose version is being switched; whoever does that has it tried.
    var activating: [PluginID: OneShot<Void>] = [:]
    /// Fulfilled when the scan that is under way is done.
    var scanning: OneShot<Void>?
    /// Fulfilled when the scan that comes after it is done, for all who asked meanwhile.
    var nextScan: OneShot<Void>?

    /// The lives of plugins, for the task that holds them.
    let lives: AsyncStream<@Sendable () async -> Void>
    let live: AsyncStream<@Sendable () async -> Void>.Continuation
    /// What plugins' supervisors say, in order. As many as these write, and they have limits to that.
    let occurrences: AsyncStream<Occasion>
    let occur: AsyncStream<Occasion>.Continuation
    private let stops: AsyncStream<Void>
    private let stopSign: AsyncStream<Void>.Continuation

    /// Opens a state folder; nothing runs before ``run(onRunning:)``. Until the engine is let go, no other one can.
    ///
    /// - Parameters:
    ///   - configuration: How it is run.
    ///   - logger: Gets what the engine itself has to say; plugins have logs of their own.
    /// - Throws: ``PluginEngineError`` with code `busy` when another engine has the folder, `storage-failed` when it
    ///   cannot be used.
    public static func open(
        _ configuration: EngineConfiguration,
        logger: Logger
    ) async throws(PluginEngineError) -> Engine {
        let (folders, installer) = try await Blocking.run { () throws(PluginEngineError) in
            let folders = try EngineFolders(configuration.stateDirectory)
            var installer = try PluginInstaller(stateDirectory: folders.path)
            installer.platform = configuration.platform
            return (folders, installer)
        }
        let opening: StoreOpening
        do {
            opening = try await EngineStore.open(folder: folders.path)
        } catch {
            throw PluginEngineError(code: .storageFailed, message: error.message, cause: error)
        }
        return Engine(configuration, folders, installer, opening, logger)
    }

    private init(
        _ configuration: EngineConfiguration,
        _ folders: EngineFolders,
        _ installer: PluginInstaller,
        _ opening: StoreOpening,
        _ logger: Logger
    ) {
        self.configuration = configuration
        self.folders = folders
        self.installer = installer
        inbox = InboxReviewer(folder: InboxFolder(path: folders.inbox), installer: installer)
        self.logger = logger
        store = opening.store
        damage = opening.damage
        journal = Journal(store: opening.store, logger: logger)
        (lives, live) = AsyncStream.makeStream()
        (occurrences, occur) = AsyncStream.makeStream()
        (stops, stopSign) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        logs = PluginLogs(folder: folders.logs, limits: configuration.logLimits) { [journal] event in
            journal.tell(event)
        }
    }

    /// Makes calls to a plugin: starts its backend when it sleeps, and waits out a restart.
    ///
    /// - Parameters:
    ///   - id: The plugin.
    ///   - isIdempotent: Whether `body` may run a second time, on another process, when the first one ends meanwhile.
    ///   - body: Makes the calls.
    /// - Throws: ``PluginCallError`` when there is no backend for it, or the backend ended meanwhile; ``PluginEngineError``
    ///   with code `not-found` for a plugin that is not there, or has no backend; what `body` throws otherwise.
    public nonisolated func withBackend<Result: Sendable>(
        of id: PluginID,
        isIdempotent: Bool = false,
        _ body: (RunningPlugin) async throws -> Result
    ) async throws -> Result {
        guard let managed = await managed(id) else {
            throw PluginEngineError(code: .notFound, message: "there is no plugin \(id) with a backend")
        }
        return try await managed.withBackend(isIdempotent: isIdempotent, body)
    }

    private func managed(_ id: PluginID) -> ManagedPlugin? { plugins[id]?.backend?.managed }

    /// Says that something needs a plugin from now on, such as an open view; ``release(_:of:)`` takes it back.
    public func need(_ demand: Demand, of id: PluginID) {
        plugins[id]?.backend?.managed.tell(.demandAdded(demand))
    }

    /// Takes back one ``need(_:of:)``.
    public func release(_ demand: Demand, of id: PluginID) {
        plugins[id]?.backend?.managed.tell(.demandRemoved(demand))
    }

    /// Begins to stop: plugins end in order, ``run(onRunning:)`` returns when nothing of them is left.
    public nonisolated func stop() {
        stopSign.yield()
    }

    /// Runs until ``stop()`` is called or the task is cancelled, which is the same. Once.
    ///
    /// - Parameter onRunning: called once, when all plugins were looked at and those that start with the engine have
    ///   begun to. It may make calls, and is waited for at the end.
    /// - Throws: ``PluginEngineError`` when `plugins/` cannot be listed. A stop is no error.
    public func run(onRunning: @escaping @Sendable () async -> Void = {}) async throws {
        // A cancelled engine still has plugins to stop, so the work is in a task that the cancellation does not reach.
        // It is always waited for, and each plugin's stop has a deadline.
        let serving = Task { try await serve(onRunning) }
        try await withTaskCancellationHandler {
            try await serving.value
        } onCancel: {
            stop()
        }
    }

    private func serve(_ onRunning: @escaping @Sendable () async -> Void) async throws {
        let journal = journal
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await journal.run() }
            do {
                try await serveWhileJournaled(onRunning)
            } catch {
                journal.finish()
                throw error
            }
            journal.finish()
        }
        await logs.flush()
        // Whoever follows gets the last events as well, unless that takes too long.
        await journal.waitForFollowers()
        try? store.close()
        folders.release()
    }

    private func serveWhileJournaled(_ onRunning: @escaping @Sendable () async -> Void) async throws {
        if let damage {
            logger.warning("The engine's database was damaged and is a new one", metadata: ["damage": "\(damage)"])
            journal.tell("store.damaged", ["reason": .string("\(damage)"), "set_aside": .string(damage.setAside)])
        }
        journal.tell("engine.started", ["version": .string("\(configuration.version)")])
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                for await occasion in occurrences {
                    switch occasion {
                    case .told(let id, let occurrence): await note(occurrence, of: id)
                    case .noted(let sign): sign.fulfil()
                    }
                }
            }
            defer { occur.finish() }
            try await manage(onRunning)
        }
        journal.tell("engine.stopped", [:])
    }

    private func manage(_ onRunning: @escaping @Sendable () async -> Void) async throws {
        try await rescan()
        await withTaskGroup(of: Void.self) { watchers in
            watchers.addTask { [self] in await watchFolders() }
            watchers.addTask { [self] in await watchInbox() }
            watchers.addTask { [self] in await reviewInbox() }
            watchers.addTask { [self] in await watchResources() }
            watchers.addTask { [self] in await prune() }
            watchers.addTask { [self] in
                for await _ in stops { break }
                // Also when the watchers are cancelled, which is after the last plugin's end.
                await beginStop()
            }
            await withDiscardingTaskGroup { group in
                // Beside the plugins' lives, so that it can make calls.
                group.addTask { await onRunning() }
                for await life in lives { group.addTask { await life() } }
            }
            watchers.cancelAll()
        }
    }

    /// How long plugins are stopped one after the other, those that need others first; what is left then is stopped at
    /// once.
    private static let orderlyStop: Duration = .seconds(10)

    private func beginStop() async {
        guard !isStopping else { return }
        isStopping = true
        journal.tell("engine.stopping", [:])
        live.finish()
        let end = ContinuousClock.now + Self.orderlyStop
        for wave in stopWaves() {
            for managed in wave { managed.tell(.engineStopping) }
            let rest = end - ContinuousClock.now
            guard rest > .zero else { continue }
            try? await withDeadline(rest, timeoutError: CancellationError()) {
                for managed in wave { try await managed.waitUntilEnded() }
            }
        }
    }

    /// The plugins with a backend in the order of stopping: nothing in a wave is needed by anything in a later one.
    private func stopWaves() -> [[ManagedPlugin]] {
        var rest = plugins.filter { $0.value.backend != nil }
        var waves: [[ManagedPlugin]] = []
        while !rest.isEmpty {
            let needed = Set(rest.values.flatMap { $0.found.definition?.dependencies.map(\.id) ?? [] })
            let free = rest.keys.filter { !needed.contains($0) }
            // Of a circle, which is never started, all go at once.
            let wave = free.isEmpty ? Array(rest.keys) : free
            waves.append(wave.compactMap { rest.removeValue(forKey: $0)?.backend?.managed })
        }
        return waves
    }

    /// Removes what is too old from the journal and the audit, and versions that nobody needs from the store of plugins,
    /// at the start and every hour.
    private func prune() async {
        repeat {
            let now = WallClock.now
            _ = try? await store.pruneEvents(now: now)
            _ = try? await store.pruneAudit(now: now)
            await collectVersions()
        } while (try? await Task.sleep(for: .seconds(3600))) != nil
    }

    func collectVersions() async {
        var used: Set<String> = []
        for plugin in plugins.values {
            used.formUnion([plugin.found.digest].compactMap(\.self))
            if let backend = plugin.backend { used.formUnion(await backend.managed.usedDigests) }
        }
        let installer = installer
        let kept = used
        do {
            let removed = try await Blocking.run { () throws(PluginEngineError) in
                try installer.collectGarbage(keeping: kept)
            }
            for digest in removed {
                logger.info("A version is removed that nobody needs", metadata: ["digest": "\(digest)"])
            }
        } catch {
            logger.warning("Versions that nobody needs cannot be removed", metadata: ["error": "\(error)"])
        }
    }

    private func watchResources() async {
        await monitor.run(every: configuration.sampleInterval) { [metrics] samples in
            for (plugin, sample) in samples { metrics.setResources(sample, of: plugin) }
        }
    }
}
