/// How many failures a plugin may have within a time.
public struct CrashBudget: Sendable, Hashable {
    /// How many failures spend the budget; at least 1.
    public let limit: Int
    /// How long a failure counts.
    public let window: Duration
    private var times: [Duration] = []

    /// Creates a full budget.
    public init(limit: Int, window: Duration) {
        self.limit = max(limit, 1)
        self.window = window
    }

    /// Takes a failure.
    ///
    /// - Returns: how many failures count now, this one included; at most ``limit``.
    public mutating func record(at now: Duration) -> Int {
        times.removeAll { now - $0 >= window }
        times.append(now)
        if times.count > limit { times.removeFirst(times.count - limit) }
        return times.count
    }

    /// How many failures count at this time.
    public func count(at now: Duration) -> Int {
        times.count { now - $0 < window }
    }

    /// Whether the limit is reached.
    public func isSpent(at now: Duration) -> Bool {
        count(at: now) >= limit
    }

    /// Forgets all failures.
    public mutating func clear() {
        times.removeAll()
    }
}
