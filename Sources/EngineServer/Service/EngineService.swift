public import EngineAPI

/// What the server exposes: the engine, seen through the API's values.
///
/// Every method may be called at any time and from many tasks at once. A call is cancelled when its client's deadline
/// is over. No method takes a path or a program: through the API nothing can be run but what was installed before, or
/// lies in the inbox, where only the user can put it, and was verified.
public protocol EngineService: ViewService {
    /// The engine itself.
    func info() async throws(Problem) -> EngineInfo
    /// What is right and wrong with the installation.
    func doctor() async throws(Problem) -> DoctorReport
    /// Everything that is measured, in the text format of Prometheus.
    func metrics() async throws(Problem) -> String
    /// Begins to stop the engine and returns; the server is stopped by whoever runs it.
    func shutdown() async throws(Problem)

    /// All plugins, sorted by id.
    func plugins() async throws(Problem) -> [PluginSummary]
    /// One plugin; throws ``EngineAPI/ProblemType/pluginNotFound``, and so do all methods that take an id.
    func plugin(_ id: String) async throws(Problem) -> PluginDetail
    /// The transitions that are kept, oldest first.
    func history(of id: String) async throws(Problem) -> [PhaseTransition]
    /// The crash reports that are kept, newest first.
    func crashes(of id: String) async throws(Problem) -> [CrashReport]
    /// The versions in the store, newest first.
    func versions(of id: String) async throws(Problem) -> [InstalledVersion]
    /// The samples that are kept, oldest first.
    func resources(of id: String) async throws(Problem) -> [ResourceSample]
    /// How calls went, method by method.
    func methods(of id: String) async throws(Problem) -> [MethodStatistics]
    /// Does something to a plugin, and returns when that is done or has failed.
    func perform(_ action: PluginAction, on id: String) async throws(Problem) -> PluginDetail
    /// What the user has put in to be installed.
    func inbox() async throws(Problem) -> Inbox
    /// Installs an entry of the inbox, when its files are still those of the review with this digest, and returns when
    /// that is done or has failed; throws ``EngineAPI/ProblemType/inboxNotFound``,
    /// ``EngineAPI/ProblemType/inboxChanged``, ``EngineAPI/ProblemType/inboxRefused``.
    func install(_ entry: String, digest: String) async throws(Problem) -> PluginDetail
    /// Removes a plugin. Its data stays.
    func remove(_ id: String) async throws(Problem)

    /// All settings of a plugin.
    func settings(of id: String) async throws(Problem) -> [SettingInfo]
    /// Sets some settings, all or none, and returns all.
    func update(_ values: [String: JSONValue], of id: String) async throws(Problem) -> [SettingInfo]

    /// The last lines of a plugin's log, oldest first.
    func logs(_ query: LogQuery) async throws(Problem) -> [LogRecord]
    /// The same lines and all that follow.
    ///
    /// The server takes an element when its client has room for one, which may be late: the stream keeps no more than
    /// it has a bound for, and says what a slow reader has missed. The server ends the stream by cancellation, which the
    /// stream's `onTermination` sees.
    func followLogs(_ query: LogQuery) async throws(Problem) -> AsyncStream<LogRecord>
    /// The journal from a place on, and all that follows; see ``followLogs(_:)``. The place comes first, and again when
    /// the stream has passed events that were not asked for.
    func events(_ query: EventQuery) async throws(Problem) -> AsyncStream<EventStreamItem>
    /// What was asked of the engine, newest first.
    func audit(_ query: AuditQuery) async throws(Problem) -> [AuditRecord]
}
