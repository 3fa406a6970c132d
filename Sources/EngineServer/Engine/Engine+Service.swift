public import EngineAPI
public import PluginEngine

/// The engine behind the API.
extension Engine: EngineService {
    /// Begins to stop the engine.
    public func shutdown() async throws(Problem) {
        stop()
    }

    /// Everything that is measured.
    public func metrics() async throws(Problem) -> String {
        metrics.text()
    }

    /// All plugins, sorted by id.
    public func plugins() async throws(Problem) -> [PluginSummary] {
        await summaries()
    }

    /// One plugin.
    public func plugin(_ id: String) async throws(Problem) -> PluginDetail {
        try await detail(of: id)
    }

    /// The samples that are kept, oldest first.
    public func resources(of id: String) async throws(Problem) -> [EngineAPI.ResourceSample] {
        try resourceSamples(of: id)
    }

    /// How calls went, method by method.
    public func methods(of id: String) async throws(Problem) -> [MethodStatistics] {
        try methodStatistics(of: id)
    }

    /// Does something to a plugin, and returns when that is done or has failed.
    public func perform(_ action: PluginAction, on id: String) async throws(Problem) -> PluginDetail {
        switch action {
        case .start: try await start(id)
        case .stop: try await stop(id)
        case .restart: try await restart(id)
        case .kill: try await kill(id)
        case .enable: try await setEnabled(true, id)
        case .disable: try await setEnabled(false, id)
        case .reset: try await reset(id)
        case .rollback: try await rollBack(id)
        case .activate(let digest): try await activate(Self.digits(of: digest), id)
        case .trust(let digest): try await trust(id, digest: Self.digits(of: digest))
        case .distrust: try await distrust(id)
        }
        return try await detail(of: id)
    }

    /// What the user has put in to be installed.
    public func inbox() async throws(Problem) -> Inbox {
        try await inboxContents()
    }

    /// Installs an entry of the inbox.
    public func install(_ entry: String, digest: String) async throws(Problem) -> PluginDetail {
        try await detail(of: try await installFromInbox(entry, digest: Self.digits(of: digest)))
    }

    /// A digest without the name of its algorithm, as the engine has it.
    private static func digits(of digest: String) -> String { String(digest.drop { $0 != ":" }.dropFirst()) }

    /// The last lines of a plugin's log, oldest first.
    public func logs(_ query: LogQuery) async throws(Problem) -> [EngineAPI.LogRecord] {
        try await logLines(of: query.plugin, tail: query.tail, level: query.level)
    }

    /// The same lines and all that follow.
    public func followLogs(_ query: LogQuery) async throws(Problem) -> AsyncStream<EngineAPI.LogRecord> {
        let reader = try followLog(of: query.plugin, tail: query.tail, level: query.level, after: query.after)
        return AsyncStream { await reader.next() }
    }

    /// What was asked of the engine, newest first.
    public func audit(_ query: AuditQuery) async throws(Problem) -> [AuditRecord] {
        try await audit(of: query.plugin, before: query.before, count: query.limit)
    }

    /// The journal from a place on, and all that follows.
    public func events(_ query: EventQuery) async throws(Problem) -> AsyncStream<EventStreamItem> {
        let follower = try await follow(
            after: query.after,
            tail: query.tail,
            plugin: query.plugin,
            kind: query.kind,
            isEndless: query.follows
        )
        return AsyncStream {
            switch await follower.nextStep() {
            case .element(.event(let event)): .event(event)
            case .element(.gap(let gap)): .gap(gap)
            case .position(let number): .position(number)
            case nil: nil
            }
        }
    }
}
