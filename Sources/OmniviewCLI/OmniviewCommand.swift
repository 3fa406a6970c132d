public import ArgumentParser

/// The root of the command line.
public struct OmniviewCommand: AsyncParsableCommand {
    /// What `--help` shows.
    public static let configuration = CommandConfiguration(
        commandName: "omniview",
        abstract: "Runs plugins in processes of their own, over the go-plugin protocol.",
        discussion: """
            Example:
              omniview plugin inspect plugins/hello

            Exit codes: 0 done, 64 wrong usage, 65 bad data, 69 unavailable, 70 internal error, 77 refused.
            """,
        version: "0.1.0",
        subcommands: [PluginCommands.self]
    )

    /// Creates the command.
    public init() {}
}

/// The verbs on one plugin.
struct PluginCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Works with one plugin.",
        discussion: """
            Example:
              omniview plugin validate plugins/hello
              omniview plugin seal plugins/hello
              omniview plugin run plugins/hello
            """,
        subcommands: [
            SchemaCommand.self, ValidateCommand.self, SealCommand.self, VerifyCommand.self,
            InspectCommand.self, CallCommand.self, RunCommand.self,
        ]
    )
}
