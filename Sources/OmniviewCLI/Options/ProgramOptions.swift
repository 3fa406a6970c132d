import ArgumentParser
import PluginHost
import PluginProtocol
import PluginTestKit

/// A program that is a plugin, without a definition.
struct ProgramOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The plugin's program and its arguments. Arguments that begin with a dash go after `--` at the end of the "
                + "line.",
            valueName: "program"
        )
    )
    var exec: [String] = []

    @Option(
        help: ArgumentHelp("The variable that the plugin checks.", valueName: "key=value"),
        transform: OptionValue.pair
    )
    var cookie: OptionValue.Pair?

    @Option(
        help: ArgumentHelp(
            "All contract versions that the plugin serves, such as 5,6; default 1.",
            valueName: "versions"
        ),
        transform: OptionValue.appProtocols
    )
    var appProtocol: [Int]?

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("An environment variable for the plugin; may be repeated.", valueName: "key=value"),
        transform: OptionValue.pair
    )
    var env: [OptionValue.Pair] = []

    @Argument(parsing: .postTerminator, help: .hidden)
    var programArguments: [String] = []

    /// Whether no program is named.
    var isEmpty: Bool { exec.isEmpty && cookie == nil && programArguments.isEmpty }

    /// Checks that a program and its cookie are named.
    func checkProgram() throws {
        guard !exec.isEmpty else {
            throw ValidationError("name the plugin's program: --exec PROGRAM --cookie KEY=VALUE")
        }
        guard cookie != nil else {
            throw ValidationError(
                "--exec needs --cookie KEY=VALUE: the variable by which the plugin knows that a host started it"
            )
        }
    }

    /// The program as the conformance suite starts it.
    func subject() throws -> PluginSubject {
        guard let program = exec.first, let cookie else { throw ValidationError("name the plugin's program") }
        var subject = PluginSubject(
            command: PluginCommand(program: program, arguments: Array(exec.dropFirst()) + programArguments),
            cookie: MagicCookie(key: cookie.key, value: cookie.value)
        )
        if let appProtocol { subject.appProtocols = appProtocol }
        for variable in env { subject.environment[variable.key] = variable.value }
        return subject
    }
}
