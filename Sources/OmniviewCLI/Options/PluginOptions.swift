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

    @Option(help: ArgumentHelp("The variable that the plugin checks (with --exec).", valueName: "key=value"))
    var cookie: String?

    @Option(help: ArgumentHelp("The contract versions to offer, such as 5,6.", valueName: "versions"))
    var appProtocol: String?

    @Option(help: ArgumentHelp("Whether mutual TLS is required, optional or off.", valueName: "required|optional|off"))
    var tls: String?

    @Flag(help: "Ask for one socket for all connections.")
    var multiplex = false

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("An environment variable for the plugin; may be repeated.", valueName: "key=value")
    )
    var env: [String] = []

    @Option(help: ArgumentHelp("How long the plugin may take to start, such as 60s.", valueName: "duration"))
    var startTimeout: String?

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

    /// Loads the plugin in `directory`, or takes the program of `--exec`.
    func target(directory: String?) throws -> PluginTarget {
        var target: PluginTarget
        if let program = exec.first {
            guard directory == nil else {
                throw ValidationError("give a plugin's folder or --exec, not both")
            }
            let (key, value) = try Self.pair(cookie ?? "", option: "--cookie")
            target = PluginTarget(
                launch: PluginLaunch(
                    name: program,
                    command: PluginCommand(
                        program: program,
                        arguments: Array(exec.dropFirst()) + programArguments
                    ),
                    cookie: MagicCookie(key: key, value: value)
                ),
                loaded: nil
            )
        } else {
            guard let directory else {
                throw ValidationError("name a plugin's folder, or a program with --exec PROGRAM --cookie KEY=VALUE")
            }
            let loaded = try PluginLoader(allowsUnsealed: unsealed).load(directory: directory)
            guard let launch = loaded.launch else {
                throw PluginEngineError(
                    code: .noBackend,
                    message: "the plugin \(loaded.definition.id) has no backend: there is nothing to start"
                )
            }
            target = PluginTarget(launch: launch, loaded: loaded)
        }
        try apply(to: &target.launch)
        return target
    }

    private func apply(to launch: inout PluginLaunch) throws {
        if multiplex {
            throw CommandFailure(
                code: "unsupported",
                message: "--multiplex: multiplexed connections are not part of this version; leave the option out",
                exit: .unavailable
            )
        }
        if let appProtocol {
            let versions = appProtocol.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
            guard versions.allSatisfy({ ($0 ?? -1) >= 0 }) else {
                throw ValidationError("--app-protocol takes numbers with commas, such as 5,6; not \(appProtocol)")
            }
            launch.appProtocols = versions.compactMap(\.self)
        }
        if let tls {
            guard let requirement = PluginLaunch.TLSRequirement(rawValue: tls) else {
                throw ValidationError("--tls is required, optional or off; not \(tls)")
            }
            launch.tls = requirement
        }
        if let startTimeout {
            guard let duration = Duration(written: startTimeout) else {
                throw ValidationError("--start-timeout takes a number with its unit, such as 500ms, 60s or 2m")
            }
            launch.startTimeout = duration
        }
        for variable in env {
            let (key, value) = try Self.pair(variable, option: "--env")
            launch.environment[key] = value
        }
    }

    private static func pair(_ text: String, option: String) throws -> (String, String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty else {
            throw ValidationError("\(option) takes KEY=VALUE; not \(text)")
        }
        return (String(parts[0]), String(parts[1]))
    }

    /// The log of a plugin that is started for one answer: shown only when asked for.
    var logger: Logger {
        Logger(label: "plugin") { _ in
            ConsoleLogHandler(terminal: .standardError, level: verbose ? .trace : .critical)
        }
    }
}

/// A plugin that was found and may be started.
struct PluginTarget: Sendable {
    var launch: PluginLaunch
    /// The plugin's folder as it was loaded; nil for a program alone.
    var loaded: LoadedPlugin?

    /// Starts the plugin, uses it, and stops it.
    func withPlugin<Result: Sendable>(
        logger: Logger,
        _ body: (RunningPlugin) async throws -> Result
    ) async throws -> (result: Result, end: PluginEnd) {
        guard let loaded else {
            return try await PluginHost.withPlugin(launch, logger: logger, body: body)
        }
        return try await loaded.withVerifiedFiles {
            try await PluginHost.withPlugin(launch, logger: logger, body: body)
        }
    }
}
