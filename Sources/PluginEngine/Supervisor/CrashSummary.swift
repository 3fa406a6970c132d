/// How a process ended, as its parent saw it.
public enum BackendEnd: Sendable, Hashable, CustomStringConvertible {
    /// By itself, with this code.
    case exited(Int32)
    /// By this signal.
    case signaled(Int32)
    /// It has ended and nobody could say how.
    case unknown

    /// A few words for people.
    public var description: String {
        switch self {
        case .exited(let code): "exited with code \(code)"
        case .signaled(let signal): "was ended by signal \(signal)"
        case .unknown: "ended"
        }
    }
}

/// A backend that failed though nobody had asked for its end.
public struct CrashSummary: Sendable, Hashable {
    /// What happened.
    public enum Kind: Sendable, Hashable, CustomStringConvertible {
        /// The process ended.
        case ended(BackendEnd)
        /// So many health checks in a row stayed without an answer.
        case hung(missed: Int)
        /// The socket is gone, so that nobody can connect any more.
        case socketLost
        /// It was never ready for calls.
        case failedStart(PluginProblem)

        /// How the process ended, when that is what happened.
        public var end: BackendEnd? {
            switch self {
            case .ended(let end): end
            case .failedStart(let problem): problem.end
            case .hung, .socketLost: nil
            }
        }

        /// A few words for people, to follow "the backend".
        public var description: String {
            switch self {
            case .ended(let end): "\(end)"
            case .hung(let missed): "did not answer \(missed) health checks in a row"
            case .socketLost: "lost its socket"
            case .failedStart(let problem): "could not be started: \(problem.message)"
            }
        }

        /// The same in one line, without what the plugin wrote: for histories, where the report has the rest.
        public var summary: String {
            if case .failedStart(let problem) = self, let end = problem.end {
                return "could not be started: its process \(end)"
            }
            return description.split(whereSeparator: \.isNewline).first.map(String.init) ?? ""
        }
    }

    /// Which attempt it was.
    public let generation: Generation
    /// What happened.
    public let kind: Kind
    /// The time since its start was ordered.
    public let uptime: Duration
    /// The number of this failure among those that count, from 1; nil when it does not count because the backend was
    /// ending its last calls: it was replaced, or nobody needed it.
    public let numberInBudget: Int?
}
