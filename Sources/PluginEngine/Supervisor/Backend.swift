/// What the supervisor knows of one attempt to run the plugin.
struct Backend: Sendable {
    /// How far it is.
    enum Stage: Sendable, Hashable {
        /// Its files are verified; there is no process. Next: `starting`.
        case loading
        /// Its process starts. Next: `serving`, `checking` (a candidate), `stopping`.
        case starting
        /// A new version that runs and waits for its health check. Next: `serving`, `stopping`.
        case checking
        /// It takes calls. Next: `draining`, `stopping`.
        case serving
        /// Replaced; it ends its calls. Next: `stopping`.
        case draining
        /// Its process was asked to end. Next: `remaining`.
        case stopping
        /// Its process did not end, whatever was done. The last stage.
        case remaining
    }

    let generation: Generation
    var stage = Stage.loading
    /// How many calls are under way.
    var calls = 0
    /// When its start was ordered.
    var startedAt: Duration?
    /// When its start came to a good end.
    var readyAt: Duration?
    /// Since when it has served without complaint; nil before it serves.
    var healthySince: Duration?
    /// Since when it does not serve or has missed checks.
    var degradedAt: Duration?
    /// The question that is not yet answered.
    var openCheck: Int?
    /// How many questions in a row stayed without an answer.
    var missedChecks = 0
    /// When it is asked next, and the last answer is overdue.
    var nextCheckAt: Duration?
    /// When the time for its last calls is over, and why it is stopped then.
    var draining: (until: Duration, reason: PluginSupervisor.StopReason)?

    init(_ generation: Generation) {
        self.generation = generation
    }

    /// How long it has run without complaint, up to the first complaint if there is one.
    func healthyTime(at now: Duration) -> Duration {
        guard let healthySince else { return .zero }
        return (degradedAt ?? now) - healthySince
    }
}
