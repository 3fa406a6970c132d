import ArgumentParser

/// Removes a plugin.
struct RemoveCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Stops and removes a plugin. Its data stays.",
        discussion: """
            Its versions stay in the store until garbage is collected, unless --purge takes them away.

            Example:
              omniview plugin remove hello
            """
    )

    @OptionGroup var plugin: PluginArgument

    @Flag(help: "Remove all its versions from the store as well.")
    var purge = false

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    private struct Result: Encodable {
        var removed: String
        var purged: Bool
    }

    func execute() async throws {
        try await Installing(engine: engine).remove(plugin.id, purge: purge)
        if output.json { return try output.printJSON(Result(removed: plugin.id, purged: purge)) }
        let terminal = Terminal.standardOutput
        terminal.write("\(terminal.green("removed")) \(Terminal.safe(plugin.id)); its data stays\n")
    }
}
