import EngineAPI

extension PluginSummary {
    /// The phase, as a cell that stands out as the phase does.
    var phaseCell: Table.Cell { Table.Cell(phaseText, phase.style) }

    /// The phase, and whether the plugin may run at all.
    var phaseText: String { enabled ? phase.rawValue : "\(phase.rawValue), disabled" }

    /// How long the process has been running.
    var uptime: String? { processID == nil ? nil : startedAt.map { Quantity.since($0) } }

    /// The plugin and why it is as it is, in one line.
    func sentence(on terminal: Terminal) -> String {
        let phase = terminal.styled(Terminal.safe(phaseText), phase.style)
        return "\(Terminal.safe(id)) is \(phase): \(Terminal.safe(reason.message))\n"
    }
}

extension PluginPhase {
    var style: Table.Style {
        switch self {
        case .running: .good
        case .failed, .buildFailed: .bad
        case .degraded, .recovering: .warning
        default: .plain
        }
    }
}

extension Terminal {
    /// The text with the look of a style.
    func styled(_ text: String, _ style: Table.Style) -> String {
        switch style {
        case .plain: text
        case .good: green(text)
        case .warning: yellow(text)
        case .bad: red(text)
        case .dim: dim(text)
        }
    }
}
