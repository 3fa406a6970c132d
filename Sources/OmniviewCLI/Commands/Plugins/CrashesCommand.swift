import ArgumentParser
import EngineAPI

/// The crashes of a plugin.
struct CrashesCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "crashes",
        abstract: "Shows the latest crashes of a plugin, newest first, each with the end of its log.",
        discussion: """
            Example:
              omniview plugin crashes hello
            """
    )

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let crashes = try await client.crashes(of: plugin.id)
        try show(crashes) { terminal in
            guard !crashes.isEmpty else { return "no crash is remembered\n" }
            return crashes.map { $0.text(on: terminal) }.joined(separator: "\n")
        }
    }
}

extension CrashReport {
    fileprivate func text(on terminal: Terminal) -> String {
        var facts = Facts()
        facts.add("id", id)
        facts.add("process", "number \(generation) of this plugin")
        facts.add("budget", "crash \(numberInBudget) of \(budget)")
        facts.add("memory", resources.map { "\(Quantity.bytes($0.rssBytes)), \($0.threads) threads" })
        facts.add("came from", each: history.map { "\($0.from.rawValue) -> \($0.to.rawValue): \($0.reason.message)" })
        facts.add("last words", each: logTail)
        let causes = (reason ?? "").split(separator: "\n").map { "  \(Terminal.safe(String($0)))\n" }
        return "\(terminal.red(Quantity.time(time))) \(Terminal.safe(ending))\n\(causes.joined())"
            + facts.text(on: terminal)
    }
}
