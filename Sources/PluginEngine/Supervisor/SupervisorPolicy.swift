/// The numbers by which a plugin is supervised.
public struct SupervisorPolicy: Sendable, Hashable {
    /// The time from one health check to the next, longer than ``healthDeadline``. Default: 30 seconds.
    public var healthInterval: Duration = .seconds(30)
    /// How long the answer to a health check may take. Default: 5 seconds.
    public var healthDeadline: Duration = .seconds(5)
    /// How many checks in a row must stay without an answer until the backend counts as hung. Default: 2.
    public var missedHealthLimit: Int = 2

    /// The delays between a failure and the next start.
    public var backoff: BackoffPolicy = BackoffPolicy()
    /// How long a backend must run well until its past is forgiven: the next restart has no delay, and a half-open
    /// breaker closes. Default: 60 seconds.
    public var healthyRun: Duration = .seconds(60)
    /// How many starts in a row may fail before the plugin is given up. Default: 3.
    public var startAttempts: Int = 3

    /// How many failures within ``crashWindow`` open the breaker. Default: 5.
    public var crashBudget: Int = 5
    /// How long a failure counts. Default: 5 minutes.
    public var crashWindow: Duration = .seconds(300)
    /// How long an open breaker waits for its one try, the first time; each failed try doubles it. Default: 5 minutes.
    public var breakerWait: Duration = .seconds(300)
    /// The longest wait of an open breaker. Default: 1 hour.
    public var longestBreakerWait: Duration = .seconds(3600)
    /// How long a plugin whose files were refused is left alone before they are looked at again for somebody who needs
    /// it. Default: 5 minutes.
    public var loadRetry: Duration = .seconds(300)

    /// How long a backend that nobody needs is kept running; nil: for ever. Default: 10 minutes.
    public var idleStop: Duration? = .seconds(600)
    /// How long calls to the old version may go on after an upgrade before it is stopped. Default: 30 seconds.
    public var drainLimit: Duration = .seconds(30)
    /// How many different demands are remembered at most; more are not. Default: 256.
    public var demandLimit: Int = 256

    /// Creates the default policy.
    public init() {}
}
