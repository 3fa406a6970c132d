extension PluginSupervisor {
    /// What happened, as the driver tells it. A late, repeated or unknown event is safe.
    public enum Event: Sendable, Hashable {
        // MARK: What people want

        /// The plugin may run.
        case enabled
        /// The plugin may not run.
        case disabled
        /// A person wants it to run: from now on, whoever else needs it, and once even when it failed too often.
        case userStarted
        /// A person wants it not to run, until ``userStarted``, ``userRestarted`` or ``enabled``.
        case userStopped
        /// A person wants a new process.
        case userRestarted
        /// A person wants all failures forgotten.
        case userReset
        /// A person wants the plugin's files gone.
        case removalRequested

        // MARK: What needs the plugin

        /// A reason to run holds now; counted, so that two views need two removals.
        case demandAdded(Demand)
        /// A reason holds no more.
        case demandRemoved(Demand)
        /// A call waits for a running backend; answered by one ``Action/notifyWaiters(_:)``.
        case callWaits
        /// Nobody waits any more for one ``callWaits`` of this round: the number of ``Action/notifyWaiters(_:)`` before it.
        case callGivenUp(round: Int)
        /// So many calls are under way on this process. The last number counts, so that not each must be told.
        case callsInFlight(Generation, Int)
        /// No call is under way and none will come; answers ``Action/drain(_:)``.
        case drained(Generation)

        // MARK: Answers

        /// The files are in order; answers ``Action/load(_:)``.
        case loaded(Generation)
        /// The files are refused; answers ``Action/load(_:)``.
        case loadFailed(Generation, PluginProblem)
        /// The backend takes calls; answers ``Action/start(_:)`` and ``Action/startCandidate(_:)``.
        case started(Generation)
        /// The backend could not be started; answers the same. `processRemains`: its process could not be ended.
        case startFailed(Generation, PluginProblem, processRemains: Bool)
        /// A health check was answered, or not; answers ``Action/checkHealth(_:deadline:)``.
        case healthAnswered(HealthCheck, HealthAnswer)
        /// All steps of a stop were taken, which is told after the end of the process, if it ended.
        case stopFinished(Generation)
        /// The files are gone; answers ``Action/removeFiles``.
        case filesRemoved
        /// The files could not be removed; answers ``Action/removeFiles``.
        case removalFailed(PluginProblem)

        // MARK: What happens by itself

        /// The process ended.
        case processEnded(Generation, BackendEnd)
        /// The socket of a running backend is gone.
        case socketLost(Generation)
        /// A timer ran out.
        case timerFired(SupervisorTimer)
        /// There are new files: another version, or another definition.
        case filesChanged
        /// The engine ends: nothing is started any more.
        case engineStopping
    }

    /// One question after a backend's health.
    public struct HealthCheck: Sendable, Hashable {
        /// The process to ask.
        public let generation: Generation
        /// Which question it is, among all of this plugin.
        public let number: Int
    }

    /// What came of a health check.
    public enum HealthAnswer: Sendable, Hashable {
        /// It serves. Also for a backend that has no health service: there is nothing to ask then.
        case serving
        /// It says that it does not serve.
        case notServing
        /// Nothing came within the deadline.
        case deadlineExceeded
        /// The call failed in another way; something has answered, so it is no sign of a hang.
        case failed
    }
}
