public import EngineAPI
import PluginDefinition
import PluginIntegrity
import PluginStore

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What there is to know.
extension Engine {
    /// The engine itself.
    public func info() async -> EngineInfo {
        var phases: [String: Int] = [:]
        for plugin in plugins.values { phases[await phase(of: plugin).rawValue, default: 0] += 1 }
        return EngineInfo(
            version: "\(configuration.version)",
            apiVersion: 1,
            startedAt: startedAt,
            processID: Int(getpid()),
            stateDirectory: folders.path,
            plugins: phases
        )
    }

    /// All plugins, sorted by id.
    package func summaries() async -> [PluginSummary] {
        var summaries: [PluginSummary] = []
        for id in plugins.keys.sorted() {
            if let summary = await summary(of: id) { summaries.append(summary) }
        }
        return summaries
    }

    /// One plugin.
    package func detail(of name: String) async throws(Problem) -> PluginDetail {
        let id = try known(name)
        let versions = try await versions(of: name)
        let crash = try await lastCrashes(1, of: id).first
        let trusted = await trustedDigest(of: id)
        guard let summary = await summary(of: id), let plugin = plugins[id] else {
            throw Problem(.pluginNotFound, detail: "the plugin \(name) was removed meanwhile", plugin: name)
        }
        let found = plugin.found
        return PluginDetail(
            summary: summary,
            directory: found.folder.directory,
            digest: found.digest.map { "sha256:\($0)" },
            diagnostics: found.apiDiagnostics,
            // They are compared before each start.
            verification: found.apiVerification(at: plugin.process?.startedAt ?? startedAt),
            permissions: found.definition?.asked.first ?? .null,
            optionalPermissions: found.definition?.asked.later ?? .null,
            uiIsolation: found.definition?.ui?.isolation.rawValue,
            uiTrusted: found.digest != nil && found.digest == trusted,
            relaxations: found.relaxations,
            versions: versions,
            startCost: plugin.startCost,
            settingsCount: plugin.settings?.count ?? 0,
            history: plugin.history,
            lastCrash: crash
        )
    }

    /// The transitions that are kept, oldest first.
    public func history(of name: String) throws(Problem) -> [PhaseTransition] {
        plugins[try known(name)]?.history ?? []
    }

    /// The crash reports that are kept, newest first.
    public func crashes(of name: String) async throws(Problem) -> [CrashReport] {
        try await lastCrashes(Self.maximumCrashes, of: try known(name))
    }

    private func lastCrashes(_ count: Int, of id: PluginID) async throws(Problem) -> [CrashReport] {
        do throws(StoreError) {
            return try await store.lastEvents(count, plugin: id.rawValue, kind: Self.crashKind).compactMap {
                try? EngineJSON.decode(CrashReport.self, from: .init($0.event.payload.utf8))
            }
        } catch {
            throw Problem(error, plugin: id.rawValue)
        }
    }

    /// How many crash reports of a plugin are shown.
    private static let maximumCrashes = 50

    /// What was asked for, newest first.
    ///
    /// - Parameters:
    ///   - plugin: Only what was asked for this plugin, which need not be there any more; nil for all.
    ///   - sequence: Only what comes before the record of this number; nil to begin with the newest.
    ///   - count: At most so many records; at most 1,000 are given, and fewer when they are large.
    public func audit(
        of plugin: String? = nil,
        before sequence: Int? = nil,
        count: Int
    ) async throws(Problem) -> [AuditRecord] {
        do throws(StoreError) {
            let stored = try await store.audit(before: sequence.map { Int64($0) }, limit: count, plugin: plugin)
            return stored.map { AuditRecord($0) }
        } catch {
            throw Problem(error, plugin: plugin)
        }
    }

    /// The versions in the store, newest first.
    public func versions(of name: String) async throws(Problem) -> [EngineAPI.InstalledVersion] {
        let id = try known(name)
        return try await installedVersions(of: id).map { version in
            EngineAPI.InstalledVersion(
                version: version.version,
                digest: "sha256:\(version.digest)",
                installedAt: Timestamp(milliseconds: version.installedAt),
                active: version.isActive,
                refused: version.isRefused,
                sealed: version.sealer == .author,
                origin: version.sealer == .author ? "sealed by its author" : "sealed at its installation"
            )
        }
    }

    func installedVersions(of id: PluginID) async throws(Problem) -> [PluginEngine.InstalledVersion] {
        let installer = installer
        do throws(PluginEngineError) {
            return try await Blocking.run { () throws(PluginEngineError) in try installer.versions(of: id) }
        } catch {
            throw Problem(error, plugin: id.rawValue)
        }
    }

    /// The samples that are kept, oldest first.
    package func resourceSamples(of name: String) throws(Problem) -> [EngineAPI.ResourceSample] {
        _ = try known(name)
        return resources(of: name)
    }

    func resources(of name: String) -> [EngineAPI.ResourceSample] {
        (monitor.history(of: name)?.points ?? []).map(EngineAPI.ResourceSample.init)
    }

    /// How calls went, method by method.
    package func methodStatistics(of name: String) throws(Problem) -> [MethodStatistics] {
        _ = try known(name)
        return metrics.statistics(of: name)
    }

    // MARK: - One plugin

    private func summary(of id: PluginID) async -> PluginSummary? {
        guard let seen = plugins[id] else { return nil }
        let phase = await phase(of: seen)
        let standing = await seen.backend?.managed.standing
        let demands = await seen.backend?.managed.demands ?? []
        let crashes = await seen.backend?.managed.crashesInBudget ?? 0
        guard let plugin = plugins[id] else { return nil }
        let found = plugin.found
        let definition = found.definition
        let point = plugin.process == nil ? nil : monitor.latest(of: id.rawValue).map(EngineAPI.ResourceSample.init)
        return PluginSummary(
            id: id.rawValue,
            name: definition?.name ?? id.rawValue,
            version: plugin.process?.version ?? definition?.versionText ?? "",
            description: definition?.description.nilWhenEmpty,
            icon: definition?.icon.nilWhenEmpty,
            phase: phase,
            enabled: plugin.isEnabled,
            reason: reason(of: id, plugin, standing),
            demands: demands.map(\.description),
            processID: plugin.process.map { Int($0.id) },
            startedAt: plugin.process?.startedAt,
            restarts: plugin.restarts,
            crashesInBudget: crashes,
            rssBytes: point?.rssBytes,
            cpuShare: point?.cpuShare,
            sealed: found.verification?.isSealed == true,
            capabilities: definition?.capabilities.map(\.rawValue) ?? [],
            hasBackend: definition?.backend != nil,
            hasUI: definition?.ui != nil,
            problems: found.apiDiagnostics.count { $0.severity == .error }
        )
    }

    /// As its supervisor has it: the history follows a moment later.
    private func phase(of plugin: EnginePlugin) async -> EngineAPI.PluginPhase {
        let phase = await plugin.backend?.managed.lifeCycle.phase ?? .installed
        if phase == .installed, plugin.found.rejection != nil { return .failed }
        return EngineAPI.PluginPhase(rawValue: phase.rawValue)
    }

    private func reason(of id: PluginID, _ plugin: EnginePlugin, _ standing: Standing?) -> PhaseReason {
        switch standing {
        case .running(_, let demands, let calls):
            let needs = demands.map(\.description) + (calls > 0 ? [calls == 1 ? "a call" : "\(calls) calls"] : [])
            return needs.isEmpty
                ? PhaseReason(code: "idle", message: "it is kept running for a while, and nobody needs it now")
                : PhaseReason(code: "needed", message: "it runs for \(needs.joined(separator: ", "))")
        case .starting: return PhaseReason(code: "starting", message: "it is on its way up")
        case .notRunning(let obstacle):
            if let rejection = plugin.found.rejection, !obstacle.isFinal { return PhaseReason(rejection) }
            return PhaseReason(code: obstacle.code, message: obstacle.message(plugin: id.rawValue))
        case nil:
            if let rejection = plugin.found.rejection { return PhaseReason(rejection) }
            return plugin.isEnabled
                ? PhaseReason(
                    code: "no-backend",
                    message: "it has no backend: its views are loaded when they are opened"
                )
                : PhaseReason(code: "disabled", message: Obstacle.disabled.message(plugin: id.rawValue))
        }
    }
}

extension PhaseReason {
    fileprivate init(_ rejection: PluginRejection) {
        self.init(code: rejection.error.code.rawValue, message: rejection.error.message)
    }
}

extension Obstacle {
    /// The kind of obstacle, stable across releases.
    var code: String {
        switch self {
        case .removed: "removed"
        case .engineStopping: "engine-stopping"
        case .disabled: "disabled"
        case .stoppedByUser: "stopped-by-user"
        case .notNeeded: "not-needed"
        case .refused: "refused"
        case .failedTooOften: "failed-too-often"
        case .backingOff: "backing-off"
        case .stopping: "stopping"
        case .processRemains: "process-remains"
        }
    }
}

extension String {
    var nilWhenEmpty: String? { isEmpty ? nil : self }
}

extension JSONValue {
    /// What a value is in JSON.
    init(encoding value: some Encodable) {
        self = (try? EngineJSON.decode(JSONValue.self, from: EngineJSON.encode(value))) ?? .null
    }
}

extension EngineAPI.ResourceSample {
    init(_ point: ResourceHistory.Point) {
        self.init(
            time: Timestamp(milliseconds: point.time),
            rssBytes: Int(clamping: point.residentBytes),
            cpuShare: point.cpuShare ?? 0,
            threads: point.threads,
            descriptors: point.descriptors ?? 0
        )
    }
}

extension AuditRecord {
    fileprivate init(_ stored: StoredAuditEntry) {
        let entry = stored.entry
        self.init(
            sequence: Int(stored.id),
            time: Timestamp(milliseconds: entry.time),
            actor: entry.actor,
            action: entry.action,
            plugin: entry.plugin,
            outcome: entry.outcome,
            detail: (try? EngineJSON.decode(JSONValue.self, from: .init(entry.detail.utf8))) ?? .object([:])
        )
    }
}
