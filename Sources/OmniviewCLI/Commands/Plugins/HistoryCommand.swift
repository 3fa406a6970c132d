import ArgumentParser
import EngineAPI

/// How a plugin came to be as it is.
struct HistoryCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Lists the latest steps of a plugin's life, oldest first.",
        discussion: """
            Example:
              omniview plugin history hello
            """
    )

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let history = try await client.history(of: plugin.id)
        try show(history) { terminal in
            guard !history.isEmpty else { return "no step is remembered\n" }
            var table = Table("time", "from", "to", "because")
            for step in history {
                table.add(
                    Table.Cell(Quantity.time(step.time, hasFraction: true)),
                    Table.Cell(step.from.rawValue),
                    Table.Cell(step.to.rawValue, step.to.style),
                    Table.Cell(step.cause.map { "\(step.reason.message) (\($0))" } ?? step.reason.message)
                )
            }
            return table.text(on: terminal)
        }
    }
}
