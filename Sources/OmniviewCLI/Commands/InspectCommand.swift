import ArgumentParser
import GRPCCore
import PluginEngine
import PluginHost
import PluginProtocol
import PluginTransport

/// Starts a plugin, asks what it is, and stops it.
struct InspectCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Starts a plugin, prints what was agreed and how long each step took, and stops it.",
        discussion: """
            Examples:
              omniview plugin inspect plugins/hello
              omniview plugin inspect --exec ./kv-plugin --cookie KEY=VALUE --tls off
            """
    )

    @Argument(help: "The plugin's folder; leave it out with --exec.")
    var directory: String?

    @OptionGroup var plugin: PluginOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        try plugin.checkPlugin(directory: directory)
    }

    func execute() async throws {
        let target = try plugin.target(directory: directory)
        let clock = ContinuousClock()
        let (answers, end) = try await target.withPlugin(logger: plugin.logger) { plugin in
            let begin = clock.now
            let health = try await Self.answer { try await plugin.health() }
            let firstAnswer = clock.now - begin
            let services = try? await plugin.services()
            return (plugin: plugin, health: health, services: services, firstAnswer: firstAnswer)
        }
        let inspection = Inspection(
            plugin: answers.plugin,
            health: answers.health,
            services: answers.services,
            loaded: target.loaded,
            firstAnswer: answers.firstAnswer,
            end: end
        )
        if output.json {
            try output.printJSON(inspection)
        } else {
            inspection.print(name: target.launch.name)
        }
    }

    /// A plugin whose health cannot be asked is still worth showing; the reason takes the place of the answer.
    private static func answer(_ ask: () async throws -> String) async throws -> String {
        do {
            return try await ask()
        } catch let error as RPCError {
            return error.code.name
        }
    }
}
