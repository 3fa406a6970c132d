import ArgumentParser
import PluginDefinition
import PluginEngine

/// Installs a plugin.
struct InstallCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "install",
        abstract: "Installs a plugin from its folder or its .tar.gz, and makes it the active version.",
        discussion: """
            A running engine tries the new version first, and switches to it only when it works.

            Example:
              omniview plugin install ./hello
              omniview plugin install hello-1.2.0.tar.gz
            """
    )

    @Argument(help: "The plugin's folder or archive.", completion: .file())
    var path: String

    @Flag(help: "Move a folder of your own at the plugin's name aside, to plugins/.replaced/. No engine may run.")
    var replaceFolder = false

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute() async throws {
        let installing = Installing(engine: engine)
        // What is brought in so far must not stay where nobody looks for it.
        let outcome = try await Interruption.cancelling { [path, replaceFolder] in
            try await installing.install(path, replacingFolder: replaceFolder)
        }
        try outcome.show(output)
    }
}

/// Installs another version of a plugin.
struct UpgradeCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "upgrade",
        abstract: "Installs another version of a plugin that is installed already.",
        discussion: """
            A running engine tries the new version beside the old one, and switches to it only when it works; otherwise the \
            old one goes on. The old version stays in the store for a rollback.

            Example:
              omniview plugin upgrade hello-1.2.0.tar.gz
            """
    )

    @Argument(help: "The folder or archive of the other version.", completion: .file())
    var path: String

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute() async throws {
        let installing = Installing(engine: engine)
        let outcome = try await Interruption.cancelling { [path] in try await installing.upgrade(path) }
        try outcome.show(output)
    }
}
