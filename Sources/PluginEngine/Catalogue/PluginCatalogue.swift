public import PluginDefinition

/// What a scan of `plugins/` found: facts only, nothing is open.
///
/// What is in it was true when it was looked at. The engine loads a plugin again right before it starts it.
public struct PluginCatalogue: Sendable {
    /// Every folder that was looked at, sorted by the bytes of the folders' names.
    public let plugins: [CataloguedPlugin]
    /// The taken plugins in the order of starting: those of a wave need only earlier ones.
    public let waves: [[PluginID]]
    /// What concerns no single plugin, in sentences.
    public let notices: [String]
    /// How long the stages that concern all plugins took: `find` and `resolve`.
    public let durations: [ScanStage: Duration]

    /// What the scan was asked for.
    let conditions: ScanConditions

    /// The taken or disabled plugin of an id.
    public subscript(id: PluginID) -> CataloguedPlugin? {
        plugins.first { $0.definition?.id == id && $0.rejection == nil }
    }

    /// What is otherwise than in an earlier catalogue.
    ///
    /// A plugin is changed when it has other files, another folder behind its link, or another fate; not when its files
    /// were only touched, and not when it is only in another wave. A folder whose plugin has another id than before is
    /// one removed and one added.
    public func difference(from earlier: PluginCatalogue) -> CatalogueDifference {
        let before = Dictionary(uniqueKeysWithValues: earlier.plugins.map { ($0.folder.name, $0) })
        var difference = CatalogueDifference()
        var kept: Set<String> = []
        for plugin in plugins {
            guard let old = before[plugin.folder.name], old.id == plugin.id else {
                difference.added.append(plugin)
                continue
            }
            kept.insert(plugin.folder.name)
            if plugin.isSame(as: old) {
                difference.unchanged.append(plugin)
            } else {
                difference.changed.append((old, plugin))
            }
        }
        difference.removed = earlier.plugins.filter { !kept.contains($0.folder.name) }
        return difference
    }
}

/// What is otherwise in one catalogue than in an earlier one; each list sorted as the catalogue is.
public struct CatalogueDifference: Sendable {
    /// Plugins that were not there.
    public internal(set) var added: [CataloguedPlugin] = []
    /// Plugins that are no longer there. Attend to these first: what was added may have the same id.
    public internal(set) var removed: [CataloguedPlugin] = []
    /// Plugins that were there and are otherwise now.
    public internal(set) var changed: [(before: CataloguedPlugin, after: CataloguedPlugin)] = []
    /// Plugins that are what they were.
    public internal(set) var unchanged: [CataloguedPlugin] = []

    /// Whether nothing is otherwise.
    public var isEmpty: Bool { added.isEmpty && removed.isEmpty && changed.isEmpty }
}

extension CataloguedPlugin {
    fileprivate func isSame(as other: CataloguedPlugin) -> Bool {
        guard folder == other.folder, digest == other.digest, remarks == other.remarks else { return false }
        switch (status, other.status) {
        case (.taken, .taken), (.disabled, .disabled): return true
        case (.rejected(let mine), .rejected(let its)):
            return mine.stage == its.stage && mine.error.code == its.error.code
                && mine.error.description == its.error.description
        case (.taken, _), (.disabled, _), (.rejected, _): return false
        }
    }
}
