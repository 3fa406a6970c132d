import ArgumentParser
import PluginIntegrity

/// Compares a plugin's files with its manifest.
struct VerifyCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Compares every file of a plugin with its MANIFEST.json, both ways.",
        discussion: """
            Exits with 0 when all is as sealed, and with 65 otherwise.

            Example:
              omniview plugin verify plugins/hello
            """
    )

    @Argument(help: "The plugin's folder.")
    var directory: String

    @OptionGroup var output: OutputOptions

    func execute() async throws {
        let report = try verify()
        if output.json {
            try output.printJSON(report)
        } else {
            printReport(report)
        }
        guard report.isIntact else { throw ExitCode.badData }
    }

    private func verify() throws -> VerificationReport {
        try Result { () throws(IntegrityError) in try PluginVerifier.verify(directory: directory) }
            .mapError { error -> any Error in error.code == .unsealed ? unsealed : error }
            .get()
    }

    private var unsealed: CommandFailure {
        CommandFailure(
            code: "unsealed",
            message: "\(directory) has no \(PluginLayout.manifestName) to compare with; once you trust its files, "
                + "write one: omniview plugin seal \(directory)",
            exit: .badData
        )
    }

    private func printReport(_ report: VerificationReport) {
        let terminal = Terminal.standardOutput
        for finding in report.files {
            let mark = finding.status == .ok ? terminal.green("ok      ") : terminal.red("problem ")
            terminal.write("\(mark) \(Terminal.safe(finding.status == .ok ? finding.path : finding.message))\n")
        }
        for warning in report.warnings {
            terminal.write("\(terminal.yellow("warning ")) \(Terminal.safe(warning))\n")
        }
        let count = report.problems.count
        terminal.write(
            report.isIntact
                ? "\(terminal.green("intact")): \(report.files.count) files are as sealed\n"
                : "\(terminal.red("not intact")): \(count) \(count == 1 ? "problem" : "problems")\n"
        )
    }
}
