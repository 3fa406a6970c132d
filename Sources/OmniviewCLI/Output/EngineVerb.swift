import ArgumentParser

/// A verb that asks the running engine.
protocol EngineVerb: Verb, Sendable {
    var engine: EngineOptions { get }

    func execute(_ client: EngineClient) async throws
}

extension EngineVerb {
    func execute() async throws {
        let verb = self
        try await engine.withClient { client in try await verb.execute(client) }
    }

    /// Prints a value, as JSON or as the text that a closure makes of it.
    func show(_ value: some Encodable, _ text: (Terminal) -> String) throws {
        if output.json {
            try output.printJSON(value)
        } else {
            Terminal.standardOutput.write(text(.standardOutput))
        }
    }
}
