import ArgumentParser
import EngineAPI

/// All plugins in a table.
struct ListCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the plugins that the engine knows.",
        discussion: """
            Example:
              omniview plugin list
            """
    )

    /// What is said when there is no plugin.
    static let noPlugins = "no plugin is installed; install one: omniview plugin install PATH\n"

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let plugins = try await client.plugins()
        try show(plugins) { terminal in
            guard !plugins.isEmpty else { return Self.noPlugins }
            var table = Table("id", "version", "phase", "provides", "name")
            for plugin in plugins {
                table.add(
                    Table.Cell(plugin.id),
                    Table.Cell(plugin.version),
                    plugin.phaseCell,
                    Table.Cell(plugin.capabilities.joined(separator: ",")),
                    Table.Cell(plugin.description.map { "\(plugin.name): \($0)" } ?? plugin.name)
                )
            }
            return table.text(on: terminal)
        }
    }
}
