/// Bounds the frames by which a peer makes work without moving anything forward.
///
/// A bucket of tokens: such a frame costs one; time fills the bucket again, and so does a frame that opens a stream or
/// carries data, either way, because honest peers send control frames along with those (grpc-go a PING for nearly every
/// message that it gets, and two windows back).
struct ControlFrameBudget {
    /// What a frame that moves something earns.
    private static let reward = 4.0

    private let capacity: Double
    private let perSecond: Double
    /// What is left; a part of a frame is kept, so that small steps of time add up.
    private var tokens: Double
    private var filled: ContinuousClock.Instant?

    init(burst: Int, perSecond: Int) {
        capacity = Double(burst)
        self.perSecond = Double(perSecond)
        tokens = capacity
    }

    /// Takes note of the time.
    mutating func refill(at now: ContinuousClock.Instant) {
        defer { filled = now }
        guard tokens < capacity, let last = filled, now > last else { return }
        let elapsed = (now - last).components
        let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18
        tokens = min(tokens + seconds * perSecond, capacity)
    }

    mutating func reward() {
        if tokens < capacity { tokens = min(tokens + Self.reward, capacity) }
    }

    /// Pays for a frame.
    ///
    /// - Returns: false when the peer has had enough.
    mutating func spend() -> Bool {
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
