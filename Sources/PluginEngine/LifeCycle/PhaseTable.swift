/// Which phase may follow which.
///
/// The edges that Omniview's own table has, and four more without which a supervisor would have to record what did not
/// happen.
public struct PhaseTable: Sendable {
    /// One edge that Omniview's table lacks.
    public struct Addition: Sendable, Hashable {
        /// The phase before.
        public let from: PluginPhase
        /// The phase after.
        public let to: PluginPhase
        /// What happens on this edge.
        public let why: String
    }

    /// The edges of Omniview's table.
    public static let adopted: [PluginPhase: [PluginPhase]] = [
        .uninstalled: [.installing],
        .installing: [.installed, .failed],
        .installed: [.building, .validating, .uninstalling, .stopped],
        .building: [.validating, .buildFailed, .failed],
        .buildFailed: [.building, .failed, .uninstalling],
        .validating: [.starting, .failed, .installed],
        .starting: [.running, .failed, .degraded],
        .running: [.stopping, .degraded, .failed, .recovering, .validating],
        .degraded: [.recovering, .stopping, .failed],
        .recovering: [.validating, .failed],
        .stopping: [.stopped, .failed],
        .stopped: [.validating, .starting, .uninstalling, .installed],
        .failed: [.validating, .building, .uninstalling, .installed],
        .uninstalling: [.uninstalled, .failed],
    ]

    /// The edges that this engine adds.
    public static let additions: [Addition] = [
        Addition(from: .starting, to: .stopping, why: "a stop is asked for while the plugin starts"),
        Addition(from: .starting, to: .recovering, why: "a start fails and another one will be tried"),
        Addition(from: .degraded, to: .running, why: "the plugin serves again"),
        Addition(from: .recovering, to: .stopped, why: "the plugin is no longer wanted before it was started again"),
    ]

    /// The phases that may follow `phase`.
    public static func successors(of phase: PluginPhase) -> [PluginPhase] {
        (adopted[phase] ?? []) + additions.filter { $0.from == phase }.map(\.to)
    }

    /// Whether `to` may follow `from`; a phase never follows itself.
    public static func allows(_ from: PluginPhase, _ to: PluginPhase) -> Bool {
        successors(of: from).contains(to)
    }

    /// The table as Markdown, as it stands in `docs/life-cycle.md`; added edges are in italics.
    public static var markdown: String {
        var lines = ["| from | to |", "| --- | --- |"]
        for phase in PluginPhase.allCases {
            let plain = (adopted[phase] ?? []).map { "`\($0.rawValue)`" }
            let added = additions.filter { $0.from == phase }.map { "*`\($0.to.rawValue)`*" }
            lines.append("| `\(phase.rawValue)` | \((plain + added).joined(separator: ", ")) |")
        }
        return lines.joined(separator: "\n")
    }
}
