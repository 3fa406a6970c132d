/// One crash of a backend: `GET /v1/plugins/{id}/crashes`.
public struct CrashReport: Codable, Hashable, Sendable {
    /// The report's id.
    public var id: String
    /// The plugin.
    public var plugin: String
    /// When it ended.
    public var time: Timestamp
    /// Which process of this plugin it was, from 1.
    public var generation: Int
    /// What happened, as a sentence.
    public var reason: String?
    /// The exit code, when it exited.
    public var exitCode: Int?
    /// The signal's name, when one ended it.
    public var signal: String?
    /// How long it had run, in milliseconds.
    public var uptimeMs: Int
    /// Which crash of the current budget this was, from 1.
    public var numberInBudget: Int
    /// How many crashes the budget allows.
    public var budget: Int
    /// The last log lines, secrets removed.
    public var logTail: [String]
    /// The last sample before the end.
    public var resources: ResourceSample?
    /// The transitions that led there.
    public var history: [PhaseTransition]

    private enum CodingKeys: String, CodingKey {
        case id
        case plugin
        case time
        case generation
        case reason
        case exitCode = "exit_code"
        case signal
        case uptimeMs = "uptime_ms"
        case numberInBudget = "number_in_budget"
        case budget
        case logTail = "log_tail"
        case resources
        case history
    }

    /// Creates the value.
    public init(
        id: String,
        plugin: String,
        time: Timestamp,
        generation: Int,
        reason: String? = nil,
        exitCode: Int? = nil,
        signal: String? = nil,
        uptimeMs: Int,
        numberInBudget: Int,
        budget: Int,
        logTail: [String],
        resources: ResourceSample? = nil,
        history: [PhaseTransition]
    ) {
        self.id = id
        self.plugin = plugin
        self.time = time
        self.generation = generation
        self.reason = reason
        self.exitCode = exitCode
        self.signal = signal
        self.uptimeMs = uptimeMs
        self.numberInBudget = numberInBudget
        self.budget = budget
        self.logTail = logTail
        self.resources = resources
        self.history = history
    }
}
