import ArgumentParser
import PluginDefinition

/// Reads a definition and reports everything that is wrong with it.
struct ValidateCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "validate",
        abstract: "Checks a plugin's plugin.yaml, and says what is wrong, where, and what to write instead.",
        discussion: """
            Exits with 0 when there are no errors (warnings are allowed), and with 65 otherwise.

            Example:
              omniview plugin validate plugins/hello
            """
    )

    @Argument(help: "The plugin's folder.")
    var directory: String

    @OptionGroup var output: OutputOptions

    private struct Result: Encodable {
        var valid: Bool
        var diagnostics: [Diagnostic]
        var definition: PluginDefinition?

        /// Every key is always there; without a valid definition it is null.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(valid, forKey: .valid)
            try container.encode(diagnostics, forKey: .diagnostics)
            try container.encode(definition, forKey: .definition)
        }

        enum CodingKeys: String, CodingKey {
            case valid, diagnostics, definition
        }
    }

    func execute() async throws {
        let reading = try DefinitionReader.read(directory: directory)
        if output.json {
            try output.printJSON(
                Result(
                    valid: reading.definition != nil,
                    diagnostics: reading.diagnostics,
                    definition: reading.definition
                )
            )
        } else {
            printReport(reading)
        }
        guard reading.definition != nil else { throw ExitCode.badData }
    }

    private func printReport(_ reading: DefinitionReading) {
        let terminal = Terminal.standardOutput
        for diagnostic in reading.diagnostics {
            terminal.write("\(Terminal.safe("\(diagnostic)"))\n")
        }
        if let definition = reading.definition {
            let summary = "\(definition.id) \(definition.versionText)".trimmingTrailingSpace()
            let warnings = reading.warnings.count
            let remark = warnings == 0 ? "" : ", \(warnings) \(warnings == 1 ? "warning" : "warnings")"
            terminal.write("\(terminal.green("valid")): \(Terminal.safe(summary))\(remark)\n")
        } else {
            let count = reading.errors.count
            terminal.write("\(terminal.red("invalid")): \(count) \(count == 1 ? "error" : "errors")\n")
        }
    }
}

extension String {
    fileprivate func trimmingTrailingSpace() -> String {
        hasSuffix(" ") ? String(dropLast()) : self
    }
}
