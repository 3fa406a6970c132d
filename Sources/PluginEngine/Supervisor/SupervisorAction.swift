extension PluginSupervisor {
    /// What the driver has to do, in the order of the list.
    ///
    /// Every `load`, `start`, `startCandidate`, `stop`, `checkHealth` and `removeFiles` is answered by an event, within the
    /// limits that the loader and the host have.
    public enum Action: Sendable, Hashable {
        /// Read and verify the files; of the version that is wanted, if there are several.
        case load(Generation)
        /// Start the backend from what was loaded for this generation.
        case start(Generation)
        /// Start the new version beside the running one; no call goes to it yet.
        case startCandidate(Generation)
        /// From now on, send calls to this process.
        case switchTraffic(to: Generation)
        /// Send no new call to this process, and tell by ``Event/drained(_:)`` when none is under way any more.
        case drain(Generation)
        /// The new version is not taken; it is stopped by an action of its own if it runs. Keep the old one for later
        /// loads.
        case candidateRefused(Generation, PluginProblem)
        /// The new version is neither taken nor refused, because the old one does not go on; the next load is the new
        /// one's.
        case candidateAbandoned(Generation)
        /// Stop the process, also while it starts.
        case stop(Generation, StopReason)
        /// Ask the backend for its health.
        case checkHealth(HealthCheck, deadline: Duration)
        /// Set a timer for this time of the supervisor's clock.
        case setTimer(SupervisorTimer, at: Duration)
        /// Forget a timer.
        case cancelTimer(SupervisorTimer)
        /// Write a transition into the journal.
        case record(PluginTransition)
        /// Write a crash report.
        case reportCrash(CrashSummary)
        /// Answer all calls that wait.
        case notifyWaiters(WakeOutcome)
        /// Remove the plugin's files; no process of it lives.
        case removeFiles
    }

    /// Why a process is stopped.
    public enum StopReason: String, Sendable, Hashable, CaseIterable {
        /// The plugin was disabled.
        case disabled
        /// A person stopped it.
        case user
        /// A person wants a new process.
        case restart
        /// Nobody needs it.
        case idle
        /// It hangs or has lost its socket.
        case crashed
        /// A new version has taken its place.
        case replaced
        /// It was to be the new version and is not taken.
        case refused
        /// The engine ends.
        case engineStopping = "engine-stopping"
        /// The plugin is removed.
        case removed
    }

    /// What calls that waited are told.
    public enum WakeOutcome: Sendable, Hashable {
        /// This process takes calls.
        case ready(Generation)
        /// There will be none for now.
        case failed(Obstacle)
    }
}
