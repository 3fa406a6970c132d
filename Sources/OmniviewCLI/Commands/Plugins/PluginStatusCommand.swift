import ArgumentParser
import EngineAPI

/// Why each plugin runs, or why it does not.
struct PluginStatusCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Says why each plugin runs, or why it does not.",
        discussion: """
            Example:
              omniview plugin status
              omniview plugin status hello
            """
    )

    @Argument(help: "The plugin's id; leave it out for all.", completion: .pluginID)
    var id: String?

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        if let id {
            let detail = try await client.plugin(id)
            try show(detail.summary) { detail.status(on: $0) }
        } else {
            let plugins = try await client.plugins()
            try show(plugins) { plugins.isEmpty ? ListCommand.noPlugins : Self.table(plugins).text(on: $0) }
        }
    }

    private static func table(_ plugins: [PluginSummary]) -> Table {
        var table = Table("id", "phase", "pid>", "uptime>", "restarts>", "crashes>", "wanted by", "because")
        for plugin in plugins {
            table.add(
                Table.Cell(plugin.id),
                plugin.phaseCell,
                Table.Cell(plugin.processID.map { "\($0)" } ?? "-"),
                Table.Cell(plugin.uptime ?? "-"),
                Table.Cell("\(plugin.restarts)"),
                Table.Cell("\(plugin.crashesInBudget)", plugin.crashesInBudget == 0 ? .plain : .warning),
                Table.Cell(plugin.demands.isEmpty ? "-" : plugin.demands.joined(separator: ",")),
                Table.Cell(plugin.reason.message)
            )
        }
        return table
    }
}

extension PluginDetail {
    fileprivate func status(on terminal: Terminal) -> String {
        var facts = Facts()
        facts.add("because", "\(summary.reason.message) [\(summary.reason.code)]")
        facts.add("wanted by", summary.demands.isEmpty ? "nobody" : summary.demands.joined(separator: ", "))
        facts.add("process", summary.processID.map { "\($0)" + (summary.uptime.map { ", for \($0)" } ?? "") })
        facts.add("memory", summary.rssBytes.map(Quantity.bytes))
        facts.add("processor", summary.cpuShare.map(Quantity.percent))
        facts.add("restarts", "\(summary.restarts)")
        facts.add("crashes", "\(summary.crashesInBudget) that count" + (lastCrash.map { " of \($0.budget)" } ?? ""))
        facts.add("last crash", lastCrash.map { "\(Quantity.time($0.time)): \($0.endingAndCause)" })
        facts.add("relaxed", each: relaxations.map { "\($0.message) [\($0.code)]" })
        facts.add("errors", summary.problems == 0 ? nil : "\(summary.problems); see omniview plugin info \(summary.id)")
        return
            "\(Terminal.safe(summary.id)) is \(terminal.styled(Terminal.safe(summary.phaseText), summary.phase.style))\n"
            + facts.text(on: terminal)
    }
}

extension CrashReport {
    /// How the process ended, in words.
    var ending: String {
        let how = signal.map { "ended by \($0)" } ?? exitCode.map { "exited with code \($0)" } ?? "ended"
        return "\(how) after \(Quantity.duration(milliseconds: Int64(uptimeMs)))"
    }

    /// How the process ended, and why where that says nothing: a start can fail without an exit code.
    var endingAndCause: String {
        guard signal == nil, exitCode == nil, let cause = reason?.split(separator: "\n").first else {
            return ending
        }
        return "\(ending): \(cause)"
    }
}
