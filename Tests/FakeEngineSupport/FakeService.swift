package import EngineAPI
package import EngineServer
import Synchronization

/// An engine with one plugin, `hello`, unless its scenario has others. It does nothing and remembers what it was asked.
package final class FakeService: EngineService {
    package let journal: FakeJournal
    package let views = FakeViews()
    private let calls = Mutex<[(call: String, caller: Caller)]>([])
    private let updates = Mutex<[[String: JSONValue]]>([])
    /// What `doctor` waits for, when there is something.
    private let gate: AsyncStream<Void>?
    private let scenario: FakeScenario

    package init(
        journal: FakeJournal = FakeJournal(),
        gate: AsyncStream<Void>? = nil,
        scenario: FakeScenario = FakeScenario()
    ) {
        self.journal = journal
        self.gate = gate
        self.scenario = scenario
    }

    /// What was changed so far.
    package var performed: [String] { calls.withLock { $0.map(\.call) } }

    /// Who changed it.
    package var callers: [Caller] { calls.withLock { $0.map(\.caller) } }

    /// The settings that were set so far.
    package var updated: [[String: JSONValue]] { updates.withLock { $0 } }

    func check(_ id: String) throws(Problem) {
        let ids = scenario.plugins.map(\.id)
        guard ids.contains(id) else {
            throw Problem(.pluginNotFound, detail: "there is no plugin \(id)", plugin: id, suggestions: ids)
        }
    }

    private func detail(_ id: String) -> PluginDetail {
        var detail = Samples.detail(id)
        detail.summary = scenario.plugins.first { $0.id == id } ?? detail.summary
        return detail
    }

    private func note(_ call: String) { calls.withLock { $0.append((call, .current)) } }

    package func info() async throws(Problem) -> EngineInfo { Samples.info }
    package func doctor() async throws(Problem) -> DoctorReport {
        if let gate {
            note("doctor")
            for await _ in gate { break }
        }
        return scenario.doctor
    }
    package func metrics() async throws(Problem) -> String { "omniview_plugins 1\n" }
    package func shutdown() async throws(Problem) { note("shutdown") }
    package func plugins() async throws(Problem) -> [PluginSummary] { scenario.plugins }
    package func plugin(_ id: String) async throws(Problem) -> PluginDetail {
        try check(id)
        return detail(id)
    }
    package func history(of id: String) async throws(Problem) -> [PhaseTransition] {
        try check(id)
        return [Samples.transition]
    }
    package func crashes(of id: String) async throws(Problem) -> [CrashReport] {
        try check(id)
        return scenario.crashes
    }
    package func versions(of id: String) async throws(Problem) -> [InstalledVersion] {
        try check(id)
        return [Samples.version]
    }
    package func resources(of id: String) async throws(Problem) -> [ResourceSample] {
        try check(id)
        return [Samples.resources]
    }
    package func methods(of id: String) async throws(Problem) -> [MethodStatistics] {
        try check(id)
        return [Samples.method]
    }
    package func audit(_ query: AuditQuery) async throws(Problem) -> [AuditRecord] {
        Array(
            scenario.audit.filter { record in
                query.plugin.map { $0 == record.plugin } ?? true && record.sequence < query.before ?? .max
            }.prefix(query.limit)
        )
    }
    package func perform(_ action: PluginAction, on id: String) async throws(Problem) -> PluginDetail {
        if case .activate = action, scenario.activatesAnything {} else { try check(id) }
        if case .activate(let digest) = action, digest != Samples.digest, !scenario.activatesAnything {
            throw Problem(.versionNotFound, detail: "the store has no such version", plugin: id)
        }
        if case .trust(let digest) = action, digest != Samples.digest {
            throw Problem(.pluginConflict, detail: "its files changed after you looked", plugin: id)
        }
        note("\(action) \(id)")
        if let failure = scenario.failure { throw failure }
        return detail(id)
    }
    package func inbox() async throws(Problem) -> Inbox { scenario.inbox }
    package func install(_ entry: String, digest: String) async throws(Problem) -> PluginDetail {
        guard let review = scenario.inbox.entries.first(where: { $0.name == entry })?.review else {
            throw Problem(.inboxNotFound, detail: "the inbox holds nothing of this name")
        }
        guard digest == review.digest else {
            throw Problem(.inboxChanged, detail: "it has changed after you looked at it; look at it again")
        }
        note("install \(entry)")
        if let failure = scenario.failure { throw failure }
        return detail(review.id)
    }
    package func remove(_ id: String) async throws(Problem) {
        try check(id)
        note("remove \(id)")
        if let failure = scenario.failure { throw failure }
    }
    package func settings(of id: String) async throws(Problem) -> [SettingInfo] {
        try check(id)
        return scenario.settings
    }
    package func update(_ values: [String: JSONValue], of id: String) async throws(Problem) -> [SettingInfo] {
        try check(id)
        let known = Set(scenario.settings.map(\.id))
        guard values.keys.allSatisfy(known.contains) else {
            throw Problem(.settingInvalid, detail: "there is no such setting", plugin: id)
        }
        note("update \(id)")
        updates.withLock { $0.append(values) }
        if let failure = scenario.failure { throw failure }
        return scenario.settings
    }
    package func logs(_ query: LogQuery) async throws(Problem) -> [LogRecord] {
        try check(query.plugin)
        return Array(scenario.log.suffix(query.tail))
    }
    package func followLogs(_ query: LogQuery) async throws(Problem) -> AsyncStream<LogRecord> {
        try check(query.plugin)
        return AsyncStream { continuation in
            for record in scenario.log where record.sequence > query.after ?? 0 { continuation.yield(record) }
            if !scenario.logStaysOpen { continuation.finish() }
        }
    }

    package func events(_ query: EventQuery) async throws(Problem) -> AsyncStream<EventStreamItem> {
        journal.subscribe(query)
    }
}
