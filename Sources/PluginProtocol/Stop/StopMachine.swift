/// The steps by which a host stops a plugin, as decisions without clock and process.
///
/// Shutdown call, then patience, then SIGTERM to the group, then SIGKILL, then the end, whatever the plugin does. The
/// driver feeds every event to ``handle(_:)`` and carries out the actions in their order. At most one timer runs: a new
/// one replaces the one before, and a deadline that comes late is ignored. Events in any order are safe; after
/// ``Action/finished(graceful:forced:)`` every event is answered with nothing.
public struct StopMachine: Sendable {
    /// Where the stop stands.
    public enum Phase: Sendable, Hashable {
        /// Nobody asked for a stop. Next: `shuttingDown`, `terminating` (no connection), `finished`.
        case running
        /// The Shutdown call is under way. Next: `leaving`, `terminating`, `finished`.
        case shuttingDown
        /// Shutdown was answered and the process is expected to end. Next: `terminating`, `finished`.
        case leaving
        /// SIGTERM was sent. Next: `killing`, `finished`.
        case terminating
        /// SIGKILL was sent. Next: `finished`.
        case killing
        /// The last phase.
        case finished
    }

    /// How the Shutdown call ended.
    public enum ShutdownAnswer: Sendable, Hashable {
        /// With status OK.
        case ok
        /// With another status. Go plugins close the connection before they answer, which shows as `unavailable`.
        case failed
        /// The plugin has no such method.
        case unimplemented
    }

    /// How the process ended.
    public enum ExitStatus: Sendable, Hashable {
        /// By itself, with this code.
        case exited(Int32)
        /// By this signal.
        case signaled(Int32)
        /// It has ended, and only its parent, which is not this host, could say how.
        case ended
    }

    /// What a running timer waits for.
    public enum Deadline: Sendable, Hashable, CaseIterable {
        /// The answer to Shutdown, ``StopPolicy/shutdownDeadline``.
        case shutdown
        /// The end of the process after that answer, ``StopPolicy/exitGrace``.
        case exit
        /// The end of the process after SIGTERM, ``StopPolicy/terminateGrace``.
        case terminate
        /// The end of the process after SIGKILL, ``StopPolicy/killGrace``.
        case kill
    }

    /// What happened.
    public enum Event: Sendable, Hashable {
        /// Someone wants the plugin stopped; every one after the first changes nothing.
        case stopRequested
        /// The Shutdown call ended.
        case shutdownAnswered(ShutdownAnswer)
        /// The connection to the plugin is gone.
        case connectionClosed
        /// The process ended.
        case processExited(ExitStatus)
        /// A timer ran out.
        case deadline(Deadline)
    }

    /// What the driver has to do.
    public enum Action: Sendable, Hashable {
        /// Call `/plugin.GRPCController/Shutdown`.
        case callShutdown
        /// Close the connection and cancel a Shutdown call that is still under way.
        case closeConnection
        /// Start the timer, in place of one that runs.
        case startTimer(Deadline, Duration)
        /// Send SIGTERM to the process group.
        case terminateGroup
        /// Send SIGKILL to the process group.
        case killGroup
        /// The stop is over; stop the timer.
        ///
        /// `graceful`: a stop was asked for and the process ended by itself, without a signal. `forced`: SIGKILL was
        /// sent. Children that the process left behind in its group may still live: send them SIGKILL.
        case finished(graceful: Bool, forced: Bool)
    }

    /// How long each step may take.
    public let policy: StopPolicy
    /// Where the stop stands.
    public private(set) var phase: Phase = .running
    private var connected: Bool

    /// Creates the machine of one running process.
    ///
    /// - Parameters:
    ///   - policy: How long each step may take.
    ///   - connected: Whether there is a connection to call Shutdown on; without, a stop begins with SIGTERM.
    public init(policy: StopPolicy = StopPolicy(), connected: Bool = true) {
        self.policy = policy
        self.connected = connected
    }

    /// Takes one event and says what to do, in order; empty when there is nothing.
    public mutating func handle(_ event: Event) -> [Action] {
        switch (phase, event) {
        case (.finished, _):
            return []
        case (_, .processExited(let status)):
            return finish(exit: status)

        case (.running, .stopRequested):
            guard connected else { return terminate() }
            phase = .shuttingDown
            return [.callShutdown, .startTimer(.shutdown, policy.shutdownDeadline)]
        case (.running, .connectionClosed):
            connected = false
            return []

        case (.shuttingDown, .shutdownAnswered), (.shuttingDown, .connectionClosed):
            phase = .leaving
            return [.closeConnection, .startTimer(.exit, policy.exitGrace)]
        case (.shuttingDown, .deadline(.shutdown)):
            return [.closeConnection] + terminate()

        case (.leaving, .deadline(.exit)):
            return terminate()

        case (.terminating, .deadline(.terminate)):
            phase = .killing
            return [.killGroup, .startTimer(.kill, policy.killGrace)]

        case (.killing, .deadline(.kill)):
            phase = .finished
            return [.finished(graceful: false, forced: true)]

        case (_, .stopRequested), (_, .shutdownAnswered), (_, .connectionClosed), (_, .deadline):
            return []
        }
    }

    private mutating func terminate() -> [Action] {
        phase = .terminating
        return [.terminateGroup, .startTimer(.terminate, policy.terminateGrace)]
    }

    private mutating func finish(exit status: ExitStatus) -> [Action] {
        let before = phase
        phase = .finished
        if case .signaled = status { return [.finished(graceful: false, forced: before == .killing)] }
        guard before == .shuttingDown || before == .leaving else {
            return [.finished(graceful: false, forced: before == .killing)]
        }
        return [.finished(graceful: true, forced: false)]
    }
}
