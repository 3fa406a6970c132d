/// One step of a plugin from a phase to the next.
public struct PluginTransition: Sendable, Hashable, Codable {
    /// Who or what brought the step about.
    public enum Cause: String, Sendable, Hashable, CaseIterable, Codable {
        /// A person, by a command or on the page.
        case user
        /// Somebody needs the plugin: a call, a view, another plugin, the engine's start.
        case demand
        /// Nobody has needed the plugin for a while.
        case idle
        /// The supervisor's own rules: a restart, a health check, a breaker.
        case supervisor
        /// What the loader found in the plugin's files.
        case loader
        /// A start came to its end, well or badly.
        case start
        /// The backend crashed, hung or lost its socket.
        case crash
        /// A process came to the end that it was asked for, or did not.
        case stop
        /// A new version took the place of an old one.
        case upgrade
        /// A plugin that this one depends on.
        case dependency
        /// Installing and removing.
        case install
        /// The build of a plugin in development.
        case build
        /// The engine ends.
        case engineStop = "engine-stop"
    }

    /// The longest ``reason``, in Unicode scalars; what is longer is cut.
    public static let reasonLimit = 500

    /// The phase before.
    public let from: PluginPhase
    /// The phase after.
    public let to: PluginPhase
    /// Why, for people. Parts of it may come from a plugin: show it as text only.
    public let reason: String
    /// Who or what brought it about.
    public let cause: Cause
    /// When, on the monotonic clock of the caller: the time since a moment that it knows.
    public let time: Duration

    /// Creates a record; only a ``LifeCycle`` makes the step itself.
    public init(from: PluginPhase, to: PluginPhase, reason: String, cause: Cause, time: Duration) {
        self.from = from
        self.to = to
        self.reason = String(String.UnicodeScalarView(reason.unicodeScalars.prefix(Self.reasonLimit)))
        self.cause = cause
        self.time = time
    }
}

/// A step that the table of phases does not have.
public struct IllegalTransition: Error, Sendable, Hashable, CustomStringConvertible {
    /// The phase that the plugin is in, and stays in.
    public let from: PluginPhase
    /// The phase that was asked for.
    public let to: PluginPhase

    /// What was refused and what would have been allowed.
    public var description: String {
        let allowed = PhaseTable.successors(of: from).map(\.rawValue).joined(separator: ", ")
        return "a plugin that is \(from.rawValue) cannot become \(to.rawValue); it can become: \(allowed)"
    }
}
