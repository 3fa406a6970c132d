import ArgumentParser
import EngineAPI

/// The engine in a few lines.
struct StatusCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Says whether the engine runs, since when, and how its plugins are.",
        discussion: """
            Exits with 69 when no engine runs.

            Example:
              omniview status
            """
    )

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let info = try await client.info()
        try show(info) { terminal in
            var facts = Facts()
            facts.add("version", "\(info.version), API \(info.apiVersion)")
            facts.add("process", "\(info.processID)")
            facts.add("running", "\(Quantity.since(info.startedAt)), since \(Quantity.time(info.startedAt))")
            facts.add("state", info.stateDirectory)
            facts.add("plugins", Self.text(info.plugins))
            return "\(terminal.green("running"))\n" + facts.text(on: terminal)
        }
    }

    private static func text(_ plugins: [String: Int]) -> String {
        guard !plugins.isEmpty else { return "none" }
        return plugins.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
    }
}
