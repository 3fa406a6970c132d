/// Decides which entries of one plugin's log pass a ``LogLimit``: a bucket of tokens, with a count of what did not pass.
struct LogLimiter {
    /// How long dropped entries are gathered before they are reported: a flood must not become a flood of reports.
    static let reportInterval: Duration = .seconds(1)

    /// How many entries were dropped so far.
    private(set) var dropped = 0

    private let limit: LogLimit?
    private var tokens: Double
    private var filled: ContinuousClock.Instant
    private var unreported = 0
    private var unreportedSince: ContinuousClock.Instant?

    /// Begins with a full bucket; nil lets everything pass.
    init(_ limit: LogLimit?, at now: ContinuousClock.Instant) {
        self.limit = limit
        tokens = Double(max(limit?.burst ?? 0, 0))
        filled = now
    }

    /// Whether an entry would pass.
    mutating func hasRoom(at now: ContinuousClock.Instant) -> Bool {
        guard let limit else { return true }
        if now > filled {
            let new = (now - filled) / .seconds(1) * Double(max(limit.entriesPerSecond, 0))
            tokens = min(tokens + new, Double(max(limit.burst, 0)))
            filled = now
        }
        return tokens >= 1
    }

    /// Lets an entry pass, for which there is room.
    ///
    /// - Returns: how many dropped entries to report before it, if it is time to.
    mutating func pass(at now: ContinuousClock.Instant) -> Int? {
        if limit != nil { tokens -= 1 }
        guard let since = unreportedSince, now - since >= Self.reportInterval else { return nil }
        return finish()
    }

    /// Counts an entry for which there is no room.
    mutating func drop(at now: ContinuousClock.Instant) {
        dropped += 1
        unreported += 1
        if unreportedSince == nil { unreportedSince = now }
    }

    /// How many dropped entries are still to report, if any; they count as reported then.
    mutating func finish() -> Int? {
        defer { (unreported, unreportedSince) = (0, nil) }
        return unreported > 0 ? unreported : nil
    }
}
