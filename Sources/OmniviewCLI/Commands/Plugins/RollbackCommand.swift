import ArgumentParser

/// Goes back to a version of a plugin that was active before.
struct RollbackCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Goes back to the version of a plugin that was there before.",
        discussion: """
            Without an engine, to that which was installed last beside the active one.

            Example:
              omniview plugin rollback hello
            """
    )

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute() async throws {
        let outcome = try await Installing(engine: engine).rollBack(plugin.id)
        if output.json { return try output.printJSON(outcome) }
        let terminal = Terminal.standardOutput
        terminal.write(
            "\(terminal.green("rolled back")) \(Terminal.safe(outcome.plugin)) to \(Terminal.safe(outcome.version))\n"
                + (outcome.summary?.sentence(on: terminal) ?? "")
        )
    }
}
