public import PluginDefinition
import PluginIntegrity

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a scan is asked for.
struct ScanConditions: Sendable {
    var platform: Platform?
    var unsealed: UnsealedPolicy
    var recorded: RecordedDigests
    var settleSeconds = FolderFingerprint.settleSeconds
}

/// Looks through `plugins/` and makes a ``PluginCatalogue``: find, read, verify, validate, resolve.
///
/// Nothing of a plugin is executed, and nothing of it stays open. What is wrong with one plugin stops only those that
/// need it.
public struct CatalogueScan: Sendable {
    /// `plugins/`.
    public var directory: String
    /// The version that the plugins' `engine` ranges are held against.
    public var engine: SemanticVersion
    /// Which plugins are taken without a manifest. Default ``UnsealedPolicy/never``.
    public var unsealed: UnsealedPolicy = .never
    /// What plugins were when they were installed. Default nothing.
    public var recorded = RecordedDigests()
    /// Plugins that the user does not want. Default none.
    public var disabled: Set<PluginID> = []
    /// The platform that commands are chosen for; nil when this system is none that definitions can name.
    public var platform: Platform? = .current

    /// How long files must have been left alone to be taken for unchanged by their times, in seconds.
    var settleSeconds = FolderFingerprint.settleSeconds

    /// Creates a scan.
    ///
    /// - Parameters:
    ///   - directory: `plugins/`.
    ///   - engine: The engine's version.
    public init(of directory: String, engine: SemanticVersion) {
        self.directory = directory
        self.engine = engine
    }

    /// Scans.
    ///
    /// Plugins are examined in parallel, each blocking a thread while its files are read. At least one thread of the
    /// others stays free, where there are two.
    ///
    /// - Parameter earlier: The catalogue of an earlier scan. What has not changed since is not read again.
    /// - Throws: ``PluginEngineError`` when `plugins/` itself cannot be listed; `CancellationError`.
    public func run(after earlier: PluginCatalogue? = nil) async throws -> PluginCatalogue {
        let clock = ContinuousClock()
        let begin = clock.now
        let found = try PluginFolders(in: directory)
        let findDuration = clock.now - begin
        let conditions = ScanConditions(
            platform: platform,
            unsealed: unsealed,
            recorded: recorded,
            settleSeconds: settleSeconds
        )
        let isComparable = earlier?.conditions.platform == platform
        var plugins = try await examine(found.folders, conditions, after: isComparable ? earlier : nil)
        for refusal in found.refused {
            let rejection = PluginRejection(stage: .find, error: refusal.error)
            plugins.append(CataloguedPlugin(folder: refusal.folder, status: .rejected(rejection)))
        }
        plugins.sort { $0.folder.name.utf8.lexicographicallyPrecedes($1.folder.name.utf8) }
        let resolveBegin = clock.now
        let waves = resolve(&plugins)
        return PluginCatalogue(
            plugins: plugins,
            waves: waves,
            notices: found.notices,
            durations: [.find: findDuration, .resolve: clock.now - resolveBegin],
            conditions: conditions
        )
    }

    private func examine(
        _ folders: [PluginFolder],
        _ conditions: ScanConditions,
        after earlier: PluginCatalogue?
    ) async throws -> [CataloguedPlugin] {
        let examination = PluginExamination(conditions: conditions)
        let before = Dictionary(uniqueKeysWithValues: (earlier?.plugins ?? []).map { ($0.folder.name, $0) })
        let width = max(1, ProcessInfo.processInfo.activeProcessorCount - 1)
        return try await withThrowingTaskGroup(of: CataloguedPlugin.self) { group in
            var plugins: [CataloguedPlugin] = []
            for (index, folder) in folders.enumerated() {
                if index >= width, let plugin = try await group.next() { plugins.append(plugin) }
                try Task.checkCancellation()
                let old = before[folder.name]
                group.addTask { examination.examine(folder, earlier: old) }
            }
            for try await plugin in group { plugins.append(plugin) }
            return plugins
        }
    }

    private func resolve(_ plugins: inout [CataloguedPlugin]) -> [[PluginID]] {
        let candidates = plugins.compactMap { plugin -> DependencyResolution.Candidate? in
            guard let id = plugin.id else { return nil }
            let isDisabled = disabled.contains(id)
            return DependencyResolution.Candidate(
                folder: plugin.folder.name,
                definition: plugin.definition ?? PluginDefinition(id: id),
                state: plugin.rejection != nil ? .rejected : isDisabled ? .disabled : .available
            )
        }
        let resolution = DependencyResolution(candidates, engine: engine)
        var waves: [PluginID: Int] = [:]
        for (number, wave) in resolution.waves.enumerated() {
            for id in wave { waves[id] = number }
        }
        for index in plugins.indices {
            guard let id = plugins[index].id else { continue }
            let problems = resolution.problems[plugins[index].folder.name] ?? []
            if case .duplicate(let folder)? = problems.first {
                plugins[index].remarks = ["\(id) is there already, in the folder \(folder); remove this one"]
                // Sealing it, as this error says, would be of no use.
                if plugins[index].rejection?.error.code == .unsealed { plugins[index].status = .disabled }
            }
            guard plugins[index].rejection == nil else { continue }
            if !problems.isEmpty {
                plugins[index].status = .rejected(rejection(of: id, problems))
            } else if let wave = waves[id] {
                plugins[index].status = .taken(wave: wave)
            }
        }
        return resolution.waves
    }

    private func rejection(of id: PluginID, _ problems: [DependencyResolution.Problem]) -> PluginRejection {
        var code = PluginEngineError.Code.unresolved
        if case .duplicate = problems.first { code = .duplicate }
        return PluginRejection(
            stage: .resolve,
            error: PluginEngineError(code: code, message: problems.sentences(about: id))
        )
    }
}
