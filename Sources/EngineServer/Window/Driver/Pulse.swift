/// Whether a page still answers when it is asked whether it lives.
struct Pulse {
    private let timeout: Duration
    private var last: ContinuousClock.Instant

    init(timeout: Duration, now: ContinuousClock.Instant = .now) {
        self.timeout = timeout
        last = now
    }

    /// It has answered.
    mutating func beat(now: ContinuousClock.Instant = .now) {
        last = now
    }

    /// Whether its last answer is too long ago.
    func isGone(now: ContinuousClock.Instant = .now) -> Bool { now - last >= timeout }
}
