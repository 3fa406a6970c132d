import ArgumentParser
import PluginHost
import PluginProtocol
import PluginTestKit

/// Runs the conformance suite against a plugin in any language.
struct ConformanceCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "conformance",
        abstract: "Tries what go-plugin hosts expect of a plugin, and says what it does not do.",
        discussion: """
            Starts the program some fifty times, each time for one thing. It may be written in any language and need \
            know nothing of this. The numbers are those of docs/conformance.md. Exits with 0 when nothing failed, and \
            with 69 otherwise.

            Examples:
              omniview plugin conformance --exec ./kv-plugin --cookie KEY=VALUE
              omniview plugin conformance --exec ./kv-plugin --cookie KEY=VALUE --only 50-61,115
              omniview plugin conformance --list
            """
    )

    @OptionGroup var program: ProgramOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: ArgumentHelp("Try these statements only, such as 30-43,115.", valueName: "numbers"),
        transform: OptionValue.statements
    )
    var only: Set<Int>?

    @Option(
        help: ArgumentHelp(
            "How long the plugin may take to end once it should: 2s is what Go hosts give.",
            valueName: "duration"
        ),
        transform: OptionValue.duration
    )
    var exitTimeout: Duration?

    @Flag(help: "Print all statements, and start nothing.")
    var list = false

    func validate() throws {
        if list {
            guard program.isEmpty else { throw ValidationError("--list starts nothing; leave --exec out") }
        } else {
            try program.checkProgram()
        }
    }

    func execute() async throws {
        if list { return try printStatements() }
        var suite = PluginConformance(try program.subject())
        if let exitTimeout { suite.patience.exit = exitTimeout }
        let isQuiet = output.json
        let terminal = Terminal.standardOutput
        let report = try await Interruption.cancelling { [suite, only] in
            if !isQuiet { terminal.write("\(terminal.bold(ReportTable.heading))\n") }
            let report = await suite.run(statements: only) { result in
                if !isQuiet { terminal.write("\(Self.row(result, on: terminal))\n") }
            }
            // A part of a report would look like all of it.
            try Task.checkCancellation()
            return report
        }
        if isQuiet {
            try output.printJSON(report)
        } else {
            let summary = report.failed == 0 ? terminal.green(report.summary) : terminal.red(report.summary)
            terminal.write("\n\(summary)\n")
        }
        guard report.failed == 0 else { throw ExitCode.unavailable }
    }

    private static func row(_ result: CheckResult, on terminal: Terminal) -> String {
        // A reason may repeat what the plugin wrote.
        let row = Terminal.safe(lines: ReportTable.row(result))
        return switch result.outcome {
        case .passed: row
        case .failed: terminal.red(row)
        case .notApplicable: terminal.dim(row)
        }
    }

    private func printStatements() throws {
        let statements = Statement.all.filter { only?.contains($0.number) ?? true }
        if output.json { return try output.printJSON(["statements": statements.map(ListedStatement.init)]) }
        for statement in statements {
            Terminal.standardOutput.write("\(statement.number)\t\(statement.side.rawValue)\t\(statement.text)\n")
        }
    }
}

/// A statement as `--list --json` prints it.
private struct ListedStatement: Encodable {
    var number: Int
    var section: String
    var side: String
    var text: String
    var betterThanGo: Bool
    var deviation: String?

    init(_ statement: Statement) {
        number = statement.number
        section = statement.section.rawValue
        side = statement.side.rawValue
        text = statement.text
        betterThanGo = statement.isBetterThanGo
        deviation = statement.deviation
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(number, forKey: .number)
        try container.encode(section, forKey: .section)
        try container.encode(side, forKey: .side)
        try container.encode(text, forKey: .text)
        try container.encode(betterThanGo, forKey: .betterThanGo)
        try container.encode(deviation, forKey: .deviation)
    }

    private enum CodingKeys: String, CodingKey {
        case number, section, side, text, deviation
        case betterThanGo = "better_than_go"
    }
}
