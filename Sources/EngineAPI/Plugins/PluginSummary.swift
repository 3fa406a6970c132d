/// A plugin in one row: `GET /v1/plugins`.
public struct PluginSummary: Codable, Hashable, Sendable {
    /// The plugin's id.
    public var id: String
    /// The name for people.
    public var name: String
    /// The active version.
    public var version: String
    /// What it is for, in a sentence.
    public var description: String?
    /// The icon that the definition names.
    public var icon: String?
    /// Where in its life it is.
    public var phase: PluginPhase
    /// Whether it may run at all.
    public var enabled: Bool
    /// Why it runs, or why it does not.
    public var reason: PhaseReason
    /// Who needs the backend now; an idle backend with none is stopped.
    public var demands: [String]
    /// The backend's process, while one runs.
    public var processID: Int?
    /// When that process started.
    public var startedAt: Timestamp?
    /// How often it was restarted since the engine started.
    public var restarts: Int
    /// How many crashes count against the budget now.
    public var crashesInBudget: Int
    /// Resident memory of the process in bytes.
    public var rssBytes: Int?
    /// Share of one processor over the last sample; 1 is one whole processor.
    public var cpuShare: Double?
    /// Whether a manifest vouches for its files.
    public var sealed: Bool
    /// What it provides.
    public var capabilities: [String]
    /// Whether it has a process to run.
    public var hasBackend: Bool
    /// Whether it has views.
    public var hasUI: Bool
    /// How many diagnostics are errors.
    public var problems: Int

    private enum CodingKeys: String, CodingKey {
        case id
        case name
        case version
        case description
        case icon
        case phase
        case enabled
        case reason
        case demands
        case processID = "process_id"
        case startedAt = "started_at"
        case restarts
        case crashesInBudget = "crashes_in_budget"
        case rssBytes = "rss_bytes"
        case cpuShare = "cpu_share"
        case sealed
        case capabilities
        case hasBackend = "has_backend"
        case hasUI = "has_ui"
        case problems
    }

    /// Creates the value.
    public init(
        id: String,
        name: String,
        version: String,
        description: String? = nil,
        icon: String? = nil,
        phase: PluginPhase,
        enabled: Bool,
        reason: PhaseReason,
        demands: [String],
        processID: Int? = nil,
        startedAt: Timestamp? = nil,
        restarts: Int,
        crashesInBudget: Int,
        rssBytes: Int? = nil,
        cpuShare: Double? = nil,
        sealed: Bool,
        capabilities: [String],
        hasBackend: Bool,
        hasUI: Bool,
        problems: Int
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.description = description
        self.icon = icon
        self.phase = phase
        self.enabled = enabled
        self.reason = reason
        self.demands = demands
        self.processID = processID
        self.startedAt = startedAt
        self.restarts = restarts
        self.crashesInBudget = crashesInBudget
        self.rssBytes = rssBytes
        self.cpuShare = cpuShare
        self.sealed = sealed
        self.capabilities = capabilities
        self.hasBackend = hasBackend
        self.hasUI = hasUI
        self.problems = problems
    }
}

/// Why a plugin is in its phase.
public struct PhaseReason: Codable, Hashable, Sendable {
    /// The reason's stable name, such as `demanded` or `crash-budget-spent`.
    public var code: String
    /// The reason as a sentence.
    public var message: String

    private enum CodingKeys: String, CodingKey {
        case code
        case message
    }

    /// Creates the value.
    public init(code: String, message: String) {
        self.code = code
        self.message = message
    }
}
