/// A timer that the supervisor has asked for; each one that is set is another.
public struct SupervisorTimer: Sendable, Hashable {
    /// What a timer is for; at most one of each is set.
    public enum Purpose: Sendable, Hashable, CaseIterable {
        /// The next start: after a backoff, a breaker's wait or a refusal of the files.
        case restart
        /// The next health check.
        case health
        /// The end of the time after which a run counts as healthy.
        case healthyRun
        /// The end of the time for which nobody needs the backend.
        case idle
        /// The end of the time that an old version has for its calls.
        case drain
    }

    /// What it is for.
    public let purpose: Purpose
    /// Which one it is, among all of this plugin.
    public let number: Int

    /// Creates the name of a timer.
    public init(purpose: Purpose, number: Int) {
        self.purpose = purpose
        self.number = number
    }
}
