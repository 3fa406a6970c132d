/// How long a host waits at each step of stopping a plugin.
public struct StopPolicy: Sendable, Hashable {
    /// How long the Shutdown call may take before the plugin's process group gets SIGTERM. Default: 2 seconds.
    public var shutdownDeadline: Duration
    /// How long the process may run on after Shutdown was answered, in whatever way, before SIGTERM. Default:
    /// 2 seconds, which is what Go hosts give.
    public var exitGrace: Duration
    /// How long the process may run on after SIGTERM before SIGKILL. Default: 1 second.
    public var terminateGrace: Duration
    /// How long the host waits for the end after SIGKILL before it goes on without. Default: 1 second.
    ///
    /// A process that waits for a broken disk does not end even then.
    public var killGrace: Duration

    /// Creates a policy.
    public init(
        shutdownDeadline: Duration = .seconds(2),
        exitGrace: Duration = .seconds(2),
        terminateGrace: Duration = .seconds(1),
        killGrace: Duration = .seconds(1)
    ) {
        self.shutdownDeadline = shutdownDeadline
        self.exitGrace = exitGrace
        self.terminateGrace = terminateGrace
        self.killGrace = killGrace
    }

    /// The longest time that a stop can take.
    public var total: Duration { shutdownDeadline + exitGrace + terminateGrace + killGrace }
}
