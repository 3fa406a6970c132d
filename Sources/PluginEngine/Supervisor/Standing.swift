/// Whether a plugin runs, and why or why not.
public enum Standing: Sendable, Hashable {
    /// Its backend takes calls: for these demands, and this many calls are under way.
    ///
    /// Without demands and calls it is kept for ``SupervisorPolicy/idleStop``.
    case running(Generation, demands: [Demand], calls: Int)
    /// It is on its way up: files are verified or the process starts.
    case starting(Generation, demands: [Demand])
    /// It takes no calls.
    case notRunning(Obstacle)
}

/// Why a plugin does not run.
public enum Obstacle: Sendable, Hashable {
    /// It was removed, or is being removed.
    case removed
    /// The engine ends.
    case engineStopping
    /// A person has disabled it.
    case disabled
    /// A person has stopped it.
    case stoppedByUser
    /// Nobody needs it.
    case notNeeded
    /// Its files were refused, and are looked at again after this time when somebody needs it.
    case refused(PluginProblem, retryAt: Duration)
    /// It failed this many times since it last ran well or was reset, and has one try after this time.
    case failedTooOften(failures: Int, retryAt: Duration)
    /// It failed and is started again at this time.
    case backingOff(until: Duration)
    /// A process of this generation is being stopped first.
    case stopping(Generation)
    /// A process of this generation does not end, whatever was done.
    case processRemains(Generation)

    /// Whether a call that waits for the plugin is told so at once, because no near event changes it.
    public var isFinal: Bool {
        switch self {
        case .removed, .engineStopping, .disabled, .stoppedByUser, .refused, .failedTooOften, .processRemains: true
        case .notNeeded, .backingOff, .stopping: false
        }
    }

    /// A sentence for people: why, and what to do.
    public func message(plugin: String) -> String {
        switch self {
        case .removed: "the plugin \(plugin) was removed"
        case .engineStopping: "the plugin \(plugin) is not started any more because the engine ends"
        case .disabled: "the plugin \(plugin) is disabled: enable it to use it"
        case .stoppedByUser: "the plugin \(plugin) was stopped by a user: start it to use it"
        case .notNeeded: "the plugin \(plugin) is not running because nobody needs it"
        case .refused(let problem, _):
            "the plugin \(plugin) is not started, and tried again when its files change: \(problem.message)"
        case .failedTooOften(let failures, _):
            "the plugin \(plugin) failed too often (\(failures) times): see its crash reports, then reset it"
        case .backingOff: "the plugin \(plugin) failed and will be started again in a moment"
        case .stopping(let generation): "the plugin \(plugin) is being stopped (process \(generation))"
        case .processRemains(let generation):
            """
            the plugin \(plugin) is not started because its process \(generation) does not end, not even by SIGKILL: \
            look for a disk or network file system that does not answer
            """
        }
    }
}
