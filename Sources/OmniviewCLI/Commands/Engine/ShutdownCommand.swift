import ArgumentParser

/// Stops the engine.
struct ShutdownCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "shutdown",
        abstract: "Asks the engine to stop all plugins and itself.",
        discussion: """
            Returns when the stop has begun.

            Example:
              omniview shutdown
            """
    )

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        try await client.shutdown()
        try show(["stopping": true]) { _ in "the engine stops\n" }
    }
}
