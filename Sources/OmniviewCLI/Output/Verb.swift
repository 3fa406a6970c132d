import ArgumentParser

/// A command whose failures end in a message on standard error and an exit code of sysexits.
protocol Verb: AsyncParsableCommand {
    /// Whether it has failed when what it prints cannot be written.
    static var needsOutput: Bool { get }

    var output: OutputOptions { get }

    func execute() async throws
}

extension Verb {
    static var needsOutput: Bool { true }

    mutating func run() async throws {
        var outcome: (any Error)?
        do { try await execute() } catch { outcome = error }
        // Who asked for something and did not get it must learn that, however it went; a failure is told anyway.
        if Self.needsOutput, outcome == nil || outcome is ExitCode, let lost = CommandFailure.lostOutput {
            outcome = lost
        }
        guard let outcome else { return }
        if let exit = outcome as? ExitCode { throw exit }
        let failure = CommandFailure(outcome)
        if output.json { try OutputOptions.printJSON(failure) }
        failure.show()
        if failure.exit == .validationFailure {
            Terminal.standardError.write("Usage: \(OmniviewCommand.usageString(for: Self.self))\n")
        }
        throw failure.exit
    }
}

extension CommandFailure {
    /// Prints the message on standard error.
    func show() {
        let terminal = Terminal.standardError
        // It may repeat what a plugin wrote.
        terminal.write("\(terminal.red("error:")) \(Terminal.safe(lines: message))\n")
    }
}
