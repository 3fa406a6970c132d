package import EngineAPI
package import EngineServer
import Synchronization

/// An engine with one plugin, `hello`, that does nothing and remembers what it was asked.
package final class FakeService: EngineService {
    package let journal: FakeJournal
    private let calls = Mutex<[String]>([])
    /// What `doctor` waits for, when there is something.
    private let gate: AsyncStream<Void>?

    package init(journal: FakeJournal = FakeJournal(), gate: AsyncStream<Void>? = nil) {
        self.journal = journal
        self.gate = gate
    }

    /// What was changed so far.
    package var performed: [String] { calls.withLock { $0 } }

    private func check(_ id: String) throws(Problem) {
        guard id == "hello" else {
            throw Problem(.pluginNotFound, detail: "there is no plugin \(id)", plugin: id, suggestions: ["hello"])
        }
    }

    private func note(_ call: String) { calls.withLock { $0.append(call) } }

    package func info() async throws(Problem) -> EngineInfo { Samples.info }
    package func doctor() async throws(Problem) -> DoctorReport {
        if let gate {
            note("doctor")
            for await _ in gate { break }
        }
        return Samples.doctor
    }
    package func metrics() async throws(Problem) -> String { "omniview_plugins 1\n" }
    package func shutdown() async throws(Problem) { note("shutdown") }
    package func plugins() async throws(Problem) -> [PluginSummary] { [Samples.summary()] }
    package func plugin(_ id: String) async throws(Problem) -> PluginDetail {
        try check(id)
        return Samples.detail(id)
    }
    package func history(of id: String) async throws(Problem) -> [PhaseTransition] {
        try check(id)
        return [Samples.transition]
    }
    package func crashes(of id: String) async throws(Problem) -> [CrashReport] {
        try check(id)
        return [Samples.crash]
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
    package func perform(_ action: PluginAction, on id: String) async throws(Problem) -> PluginDetail {
        try check(id)
        if case .activate(let digest) = action, digest != Samples.digest {
            throw Problem(.versionNotFound, detail: "the store has no such version", plugin: id)
        }
        note("\(action) \(id)")
        return Samples.detail(id)
    }
    package func remove(_ id: String) async throws(Problem) {
        try check(id)
        note("remove \(id)")
    }
    package func settings(of id: String) async throws(Problem) -> [SettingInfo] {
        try check(id)
        return [Samples.setting, Samples.secret]
    }
    package func update(_ values: [String: JSONValue], of id: String) async throws(Problem) -> [SettingInfo] {
        try check(id)
        guard values.keys.allSatisfy({ $0 == "shell" || $0 == "key" }) else {
            throw Problem(.settingInvalid, detail: "there is no such setting", plugin: id)
        }
        note("update \(id)")
        return [Samples.setting, Samples.secret]
    }
    package func logs(_ query: LogQuery) async throws(Problem) -> [LogRecord] {
        try check(query.plugin)
        return query.tail == 0 ? [] : [Samples.log]
    }
    package func followLogs(_ query: LogQuery) async throws(Problem) -> AsyncStream<LogRecord> {
        try check(query.plugin)
        return AsyncStream { continuation in
            continuation.yield(Samples.log)
            continuation.finish()
        }
    }
    package func events(_ query: EventQuery) async throws(Problem) -> AsyncStream<EventStreamItem> {
        journal.subscribe(after: query.after)
    }
}
