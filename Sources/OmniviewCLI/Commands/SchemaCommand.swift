import ArgumentParser
import PluginDefinition

/// Prints the schema of definitions.
struct SchemaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema",
        abstract: "Prints the JSON Schema of plugin.yaml.",
        discussion: """
            Editors with YAML support check definitions with it as you type.

            Example:
              omniview plugin schema > plugin.schema.json
            """
    )

    func run() async throws {
        Terminal.standardOutput.write(DefinitionSchema.json)
        if let lost = CommandFailure.lostOutput {
            lost.show()
            throw lost.exit
        }
    }
}
