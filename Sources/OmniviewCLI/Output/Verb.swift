import ArgumentParser

/// A command whose failures end in a message on standard error and an exit code of sysexits.
protocol Verb: AsyncParsableCommand {
    var output: OutputOptions { get }

    func execute() async throws
}

extension Verb {
    mutating func run() async throws {
        do {
            try await execute()
        } catch let exit as ExitCode {
            throw exit
        } catch {
            let failure = CommandFailure(error)
            if output.json { try OutputOptions.printJSON(failure) }
            // The message may repeat what a plugin wrote.
            let terminal = Terminal.standardError
            terminal.write("\(terminal.red("error:")) \(Terminal.safe(lines: failure.message))\n")
            if failure.exit == .validationFailure {
                terminal.write("\(OmniviewCommand.usageString(for: Self.self))\n")
            }
            throw failure.exit
        }
    }
}
