public import ArgumentParser
import PluginEngine

/// The root of the command line.
public struct OmniviewCommand: AsyncParsableCommand {
    /// What `--help` shows.
    public static let configuration = CommandConfiguration(
        commandName: "omniview",
        abstract: "Runs plugins in processes of their own, over the go-plugin protocol.",
        discussion: """
            Example:
              omniview status
              omniview plugin install ./hello
              omniview plugin inspect plugins/hello

            Exit codes: 0 done, 64 wrong usage, 65 bad data, 69 unavailable, 70 internal error, 74 output that cannot \
            be written, 77 refused.
            """,
        version: "\(Engine.version)",
        subcommands: [
            ServeCommand.self, OpenCommand.self, StatusCommand.self, DoctorCommand.self, EventsCommand.self,
            AuditCommand.self, ShutdownCommand.self, PluginCommands.self,
        ]
    )

    /// How messages about the command line begin: as those of the verbs do.
    public static let _errorLabel = "error"

    /// Creates the command.
    public init() {}

    /// Runs the command line of this process, and ends the process when it failed.
    public static func main() async {
        Terminal.keepClosed()
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            // A verb prints its own failures.
            guard !(error is ExitCode), exitCode(for: error) == .validationFailure else { exit(withError: error) }
            let parsers = Self.message(for: error)
            let message = Misspelling.message(for: Array(CommandLine.arguments.dropFirst())) ?? parsers
            // Who asked for JSON gets it for words that cannot be parsed, too.
            if CommandLine.arguments.asksForJSON {
                try? OutputOptions.printJSON(
                    CommandFailure(code: CommandFailure.usageCode, message: message, exit: .validationFailure)
                )
            }
            let text = fullMessage(for: error, columns: nil)
            Terminal.standardError.write("\(text.replacing(parsers, with: message, maxReplacements: 1))\n")
            exit(withError: ExitCode.validationFailure)
        }
    }
}

extension [String] {
    /// Whether `--json` stands before the words of `--`, which are another program's.
    fileprivate var asksForJSON: Bool {
        prefix { $0 != "--" }.contains("--json")
    }
}
