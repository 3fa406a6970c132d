import ArgumentParser
import Logging
import PluginDefinition
import PluginEngine
import PluginHost
import PluginProtocol

/// Which plugin to start, and how: by its folder, or by a program alone.
struct PluginOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Start this program with these arguments, without a definition. Arguments that begin with a dash go after "
                + "`--` at the end of the line.",
            valueName: "program"
        )
    )
    var exec: [String] = []

    @Option(
        help: ArgumentHelp("The variable that the plugin checks (with --exec).", valueName: "key=value"),
        transform: OptionValue.pair
    )
    var cookie: OptionValue.Pair?

    @Option(
        help: ArgumentHelp("The contract versions to offer, such as 5,6.", valueName: "versions"),
        transform: OptionValue.appProtocols
    )
    var appProtocol: [Int]?

    @Option(
        help: ArgumentHelp("Whether mutual TLS is required, optional or off.", valueName: "required|optional|off"),
        transform: OptionValue.tls
    )
    var tls: PluginLaunch.TLSRequirement?

    @Flag(help: "Ask for one socket for all connections.")
    var multiplex = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("An environment variable for the plugin; may be repeated.", valueName: "key=value"),
        transform: OptionValue.pair
    )
    var env: [OptionValue.Pair] = []

    @Option(
        help: ArgumentHelp("How long the plugin may take to start, such as 60s.", valueName: "duration"),
        transform: OptionValue.duration
    )
    var startTimeout: Duration?

    @Flag(help: "Start a plugin that has no MANIFEST.json. Its files are not verified.")
    var unsealed = false

    @Flag(help: "Show the plugin's log on standard error.")
    var verbose = false

    @Argument(parsing: .postTerminator, help: .hidden)
    var programArguments: [String] = []

    func validate() throws {
        guard exec.isEmpty == false || cookie == nil else {
            throw ValidationError("--cookie goes with --exec; a plugin's folder names its cookie in plugin.yaml")
        }
        guard exec.isEmpty || cookie != nil else {
            throw ValidationError(
                "--exec needs --cookie KEY=VALUE: the variable by which the plugin knows that a host started it"
            )
        }
    }

    /// Checks that exactly one plugin is named, for the `validate()` of a command that has a folder too.
    func checkPlugin(directory: String?) throws {
        if exec.isEmpty {
            guard directory != nil else {
                throw ValidationError("name a plugin's folder, or a program with --exec PROGRAM --cookie KEY=VALUE")
            }
            guard programArguments.isEmpty else {
                throw ValidationError("what follows -- are arguments for --exec; a plugin's folder takes none")
            }
        } else if let directory {
            throw ValidationError("give a plugin's folder or --exec, not both; here the folder is \(directory)")
        }
    }

    /// Loads the plugin in `directory`, or takes the program of `--exec`.
    func target(directory: String?) throws -> PluginTarget {
        var target = try find(directory: directory)
        if let appProtocol { target.launch.appProtocols = appProtocol }
        if let tls { target.launch.tls = tls }
        if multiplex { target.launch.isMultiplexed = true }
        if let startTimeout { target.launch.startTimeout = startTimeout }
        for variable in env { target.launch.environment[variable.key] = variable.value }
        return target
    }

    private func find(directory: String?) throws -> PluginTarget {
        if let program = exec.first, let cookie {
            let command = PluginCommand(program: program, arguments: Array(exec.dropFirst()) + programArguments)
            let launch = PluginLaunch(
                name: program,
                command: command,
                cookie: MagicCookie(key: cookie.key, value: cookie.value)
            )
            return PluginTarget(launch: launch, loaded: nil)
        }
        let loaded = try PluginLoader(allowsUnsealed: unsealed).load(directory: directory ?? "")
        guard let launch = loaded.launch else {
            throw PluginEngineError(
                code: .noBackend,
                message: "the plugin \(loaded.definition.id) has no backend: there is nothing to start"
            )
        }
        return PluginTarget(launch: launch, loaded: loaded)
    }

    /// The log of a plugin that is started for one answer: shown only when asked for.
    var logger: Logger {
        Logger(label: "plugin") { _ in
            ConsoleLogHandler(terminal: .standardError, level: verbose ? .trace : .critical)
        }
    }
}
