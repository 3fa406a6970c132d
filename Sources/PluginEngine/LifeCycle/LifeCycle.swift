/// The phase of one plugin, and how it came to it.
///
/// There is one way to change the phase, and it follows ``PhaseTable``. The last ``historyLimit`` steps are kept.
public struct LifeCycle: Sendable, Hashable {
    /// How a life cycle can begin.
    public enum Beginning: Sendable, Hashable {
        /// Before the installation.
        case uninstalled
        /// With files that were found in place, as when the engine starts.
        case installed
    }

    /// How many transitions ``history`` holds; the oldest go first.
    public static let historyLimit = 50

    /// Where the plugin stands.
    public private(set) var phase: PluginPhase
    /// The last transitions, oldest first.
    public private(set) var history: [PluginTransition] = []

    /// Creates the life cycle of one plugin.
    public init(_ beginning: Beginning = .installed) {
        switch beginning {
        case .uninstalled: phase = .uninstalled
        case .installed: phase = .installed
        }
    }

    /// Takes one step.
    ///
    /// - Parameters:
    ///   - next: The phase to go to.
    ///   - reason: Why, for people.
    ///   - cause: Who or what wants it.
    ///   - time: When, on the caller's monotonic clock.
    /// - Returns: the step, which is also the last of ``history``.
    /// - Throws: ``IllegalTransition`` when the table has no such step; then nothing has changed.
    @discardableResult
    public mutating func move(
        to next: PluginPhase,
        reason: String,
        cause: PluginTransition.Cause,
        at time: Duration
    ) throws(IllegalTransition) -> PluginTransition {
        guard PhaseTable.allows(phase, next) else { throw IllegalTransition(from: phase, to: next) }
        let transition = PluginTransition(from: phase, to: next, reason: reason, cause: cause, time: time)
        phase = next
        if history.count >= Self.historyLimit { history.removeFirst(history.count - Self.historyLimit + 1) }
        history.append(transition)
        return transition
    }
}
