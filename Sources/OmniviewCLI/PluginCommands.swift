import ArgumentParser

/// The verbs on plugins.
struct PluginCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plugin",
        abstract: "Works with plugins.",
        discussion: """
            Example:
              omniview plugin install plugins/hello
              omniview plugin status hello
              omniview plugin logs hello -f
            """,
        groupedSubcommands: [
            CommandGroup(
                name: "Installed",
                subcommands: [
                    InstallCommand.self, UpgradeCommand.self, RollbackCommand.self, RemoveCommand.self,
                    ListCommand.self, InfoCommand.self, VersionsCommand.self, TrustCommand.self, DistrustCommand.self,
                ]
            ),
            CommandGroup(
                name: "Running",
                subcommands: [
                    PluginStatusCommand.self, StartCommand.self, StopCommand.self, RestartCommand.self,
                    KillCommand.self, EnableCommand.self, DisableCommand.self, ResetCommand.self,
                    HistoryCommand.self, CrashesCommand.self, LogsCommand.self, TopCommand.self, SettingsCommands.self,
                ]
            ),
            CommandGroup(
                name: "Authors'",
                subcommands: [
                    NewCommand.self, BuildCommand.self, DevCommand.self, SchemaCommand.self, ValidateCommand.self,
                    SealCommand.self, VerifyCommand.self, InspectCommand.self, CallCommand.self, RunCommand.self,
                    ConformanceCommand.self,
                ]
            ),
        ]
    )
}
