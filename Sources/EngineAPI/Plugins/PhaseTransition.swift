/// One step of a plugin's life: `GET /v1/plugins/{id}/history`.
public struct PhaseTransition: Codable, Hashable, Sendable {
    /// The phase before.
    public var from: PluginPhase
    /// The phase after.
    public var to: PluginPhase
    /// Why.
    public var reason: PhaseReason
    /// The error behind it.
    public var cause: String?
    /// When.
    public var time: Timestamp

    private enum CodingKeys: String, CodingKey {
        case from
        case to
        case reason
        case cause
        case time
    }

    /// Creates the value.
    public init(from: PluginPhase, to: PluginPhase, reason: PhaseReason, cause: String? = nil, time: Timestamp) {
        self.from = from
        self.to = to
        self.reason = reason
        self.cause = cause
        self.time = time
    }
}

/// What one step of a start took.
public struct StartStep: Codable, Hashable, Sendable {
    /// The step's stable name.
    public var step: String
    /// Its time in milliseconds.
    public var ms: Int

    private enum CodingKeys: String, CodingKey {
        case step
        case ms
    }

    /// Creates the value.
    public init(step: String, ms: Int) {
        self.step = step
        self.ms = ms
    }
}
