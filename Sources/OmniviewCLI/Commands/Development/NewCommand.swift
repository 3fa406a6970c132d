import ArgumentParser

/// Begins a plugin.
struct NewCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "new",
        abstract: "Makes the folder of a new plugin in Swift, which builds and runs as it is.",
        discussion: """
            Example:
              omniview plugin new greeter
              omniview plugin dev greeter
            """
    )

    /// The languages that a plugin can be begun in.
    static let languages = ["swift"]

    @Argument(help: "The plugin's id: a to z, 0 to 9 and -.")
    var name: String

    @Option(name: .customLong("lang"), help: ArgumentHelp("Its language.", valueName: "language"))
    var language = "swift"

    @Option(
        help: ArgumentHelp("The folder to make; default NAME, in the current one.", valueName: "dir"),
        completion: .directory
    )
    var directory: String?

    @Option(
        help: ArgumentHelp(
            "The package omniview, which the plugin is built with; default the checkout that this program is in.",
            valueName: "path-or-url"
        ),
        completion: .directory
    )
    var package: String?

    @OptionGroup var output: OutputOptions

    private struct Result: Encodable {
        var plugin: String
        var language: String
        var directory: String
        var package: String
        var files: [String]
    }

    func validate() throws {
        guard Self.languages.contains(language) else {
            throw ValidationError(
                "no plugin in \(language) can be begun here, only one in \(Self.languages.joined(separator: ", ")); "
                    + "docs/write-a-plugin.md says what a plugin in another language needs"
            )
        }
    }

    func execute() async throws {
        let id = try PluginScaffold.id(name)
        let source =
            if let package {
                try ScaffoldPackage(named: package)
            } else {
                try ScaffoldPackage(builtWith: ScaffoldPackage.program)
            }
        let directory = directory ?? id
        let files = try PluginScaffold(files: ScaffoldFiles(id: id, package: source), directory: directory).write()
        if output.json {
            try output.printJSON(
                Result(plugin: id, language: language, directory: directory, package: source.text, files: files)
            )
        } else {
            let (terminal, shown) = (Terminal.standardOutput, Terminal.safe(directory))
            terminal.write(
                """
                \(terminal.green("created")) \(id) in \(shown), built with \(Terminal.safe(source.text))
                  omniview serve              in another terminal: the engine
                  omniview plugin dev \(shown)\n
                """
            )
        }
    }
}
