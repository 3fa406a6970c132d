/// How the delay before a restart grows.
public struct BackoffPolicy: Sendable, Hashable {
    /// The first delay that is not zero. Default: 0.2 seconds.
    public var first: Duration = .milliseconds(200)
    /// By how much each delay is longer than the one before. Default: 2.
    public var factor: Double = 2
    /// The longest delay, before the jitter. Default: 30 seconds.
    public var longest: Duration = .seconds(30)
    /// How far a delay may be from its value, as a fraction, so that many plugins do not restart as one. Default: 0.2.
    public var jitter: Double = 0.2

    /// Creates the default policy.
    public init() {}
}

/// The delay before the next start of a plugin that fails again and again.
public struct Backoff: Sendable, Hashable {
    /// The numbers.
    public let policy: BackoffPolicy
    /// How many delays were given since the last ``forgive()``, or since the beginning.
    public private(set) var failures: Int
    private var isForgiven = false
    /// Beyond it a delay has long reached its longest.
    private static let failureLimit = 1_000

    /// Creates the state of a plugin that has never run.
    public init(policy: BackoffPolicy = BackoffPolicy()) {
        self.policy = policy
        failures = 0
    }

    /// The plugin has run well for long enough: the next delay is zero.
    public mutating func forgive() {
        failures = 0
        isForgiven = true
    }

    /// As new: the next delay is the first.
    public mutating func reset() {
        failures = 0
        isForgiven = false
    }

    /// Takes one failure.
    ///
    /// - Returns: how long to wait before the next start.
    public mutating func next(using generator: inout some RandomNumberGenerator) -> Duration {
        if isForgiven {
            isForgiven = false
            return .zero
        }
        guard policy.first > .zero, policy.longest > .zero else { return .zero }
        // As a ratio and stopped at the longest: no policy, however senseless, may make a number run away.
        let most = policy.longest / policy.first
        var growth = 1.0
        var steps = 0
        while steps < failures, growth < most, policy.factor > 1 {
            growth *= policy.factor
            steps += 1
        }
        failures = min(failures + 1, Self.failureLimit)
        let jitter = policy.jitter > 0 ? min(policy.jitter, 1) : 0
        let scale = jitter > 0 ? Double.random(in: (1 - jitter)...(1 + jitter), using: &generator) : 1
        return policy.first * (min(growth, most) * scale)
    }
}
