import EngineAPI
import PluginCapabilities
import PluginDefinition
import PluginTransport

/// What the engine knows of one plugin.
struct EnginePlugin {
    /// How many steps of its life are remembered; the journal has more.
    static let maximumHistory = 50

    /// What the last scan found in its folder.
    var found: CataloguedPlugin
    /// Whether a person allows it to run.
    var isEnabled: Bool
    /// Where its backend's files are, and what becomes of it; nil without a backend that could be started.
    var backend: (source: InstalledSource, managed: ManagedPlugin)?

    /// Set while it goes: a folder of the same name is another plugin, which is taken when this one is gone.
    var departure: Departure?
    /// The last steps of its life, oldest first.
    var history: [PhaseTransition] = []
    /// The process that calls go to.
    var process: Process?
    /// Processes that have started and of which something is left.
    var processes: [Generation: StartedBackend] = [:]
    /// How often it was started again by itself.
    var restarts = 0
    /// What its last start took.
    var startCost: [StartStep] = []
    /// Crashes whose process still has things to say, and what it used last.
    var openCrashes: [(summary: CrashSummary, resources: EngineAPI.ResourceSample?)] = []
    /// How its backend failed the last time, in words that follow "the backend".
    var lastFailure: String?
    /// The plugins that run because this one needs them.
    var heldDependencies: [PluginID] = []
    /// How often it was asked for what it needs, which is before each of its starts.
    var dependencyRounds = 0
    /// Its settings as it told them last; nil before it did.
    var settings: [SettingDefinition]?

    /// How a plugin with a backend goes.
    struct Departure {
        /// Whether a person removes it, so that the store forgets it too. A folder that only disappears may come back.
        var isRemoval: Bool
        /// Fulfilled when nothing of it is left.
        let done = OneShot<Void>()
    }

    /// A backend that takes calls.
    struct Process {
        var generation: Generation
        var id: Int32
        var startedAt: Timestamp
        var version: String
    }

    init(found: CataloguedPlugin, isEnabled: Bool) {
        self.found = found
        self.isEnabled = isEnabled
    }

    /// Whether it is asked for settings.
    var mayHaveSettings: Bool { declaresSettings || found.definition?.isLegacy == true }

    /// Whether it says that it has settings. Those of Omniview's have them without a word: their SDK serves them always.
    var declaresSettings: Bool { found.definition?.capabilities.contains(.settings) == true }

    mutating func note(_ step: PhaseTransition) {
        if history.count >= Self.maximumHistory { history.removeFirst(history.count - Self.maximumHistory + 1) }
        history.append(step)
    }
}
