/// Whether a plugin that failed too often may be started.
///
/// Closed, it may. When the budget is spent it opens, and then there is one try after a wait: half-open. The try closes
/// it, or opens it again for twice as long.
public struct Breaker: Sendable, Hashable {
    /// Where the breaker stands.
    public enum State: Sendable, Hashable {
        /// Starts are allowed. Next: `open`.
        case closed
        /// No start before this time. Next: `halfOpen`, `closed` (a person resets it).
        case open(until: Duration)
        /// One start is allowed, or under way. Next: `closed`, `open`.
        case halfOpen
    }

    /// The first wait.
    public let firstWait: Duration
    /// The longest wait.
    public let longestWait: Duration
    /// Where it stands.
    public private(set) var state: State = .closed
    private var nextWait: Duration

    /// Creates a closed breaker.
    public init(firstWait: Duration, longestWait: Duration) {
        self.firstWait = firstWait
        self.longestWait = longestWait
        nextWait = min(firstWait, longestWait)
    }

    /// Gives the plugin up for a wait that doubles each time until ``close()``.
    ///
    /// - Returns: when a try is allowed.
    @discardableResult
    public mutating func open(at now: Duration) -> Duration {
        let until = now + nextWait
        state = .open(until: until)
        nextWait = min(nextWait * 2, longestWait)
        return until
    }

    /// Takes the one try that an open breaker allows, whether or not its time has come.
    public mutating func permitOneTry() {
        if case .open = state { state = .halfOpen }
    }

    /// Trusts the plugin again, and forgets how long the waits had become.
    public mutating func close() {
        state = .closed
        nextWait = min(firstWait, longestWait)
    }

    /// Whether a start is allowed at this time.
    public func allowsStart(at now: Duration) -> Bool {
        if case .open(let until) = state { now >= until } else { true }
    }
}
