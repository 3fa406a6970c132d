import ArgumentParser
import PluginDefinition

/// Bundles a plugin's views.
struct BuildCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "build",
        abstract: "Bundles the views of a plugin: ui/src becomes assets.",
        discussion: """
            Each script that `ui` in the plugin.yaml names is made of the source of the same name, such as \
            assets/entry.js of ui/src/entry.tsx. Needs esbuild, and nothing from the network. The backend is built by \
            the tools of its own language.

            Example:
              omniview plugin build hello
            """
    )

    @Argument(help: "The folder with the plugin's plugin.yaml.", completion: .directory)
    var directory: String

    @Flag(help: "Leave the scripts as they are to be read in a browser's tools.")
    var readable = false

    @OptionGroup var output: OutputOptions

    private struct Result: Encodable {
        var directory: String
        var scripts: [String]
    }

    func execute() async throws {
        let reading = try DefinitionReader.read(directory: directory)
        guard let definition = reading.definition else {
            throw CommandFailure(
                code: "invalid-definition",
                message: reading.errors.map { "\($0)" }.joined(separator: "\n"),
                exit: .badData
            )
        }
        guard let build = try InterfaceBuild(of: definition, in: directory) else {
            throw CommandFailure(
                code: "no-views",
                message: "\(directory) has no folder \(InterfaceBuild.sources), and so no views to bundle",
                exit: .badData
            )
        }
        let end = try await build.run(isMinified: !readable)
        guard end.isSuccess else {
            throw CommandFailure(
                code: "build-failed",
                message:
                    "the views in \(directory)/\(InterfaceBuild.sources) do not build (\(end.text)); what is wrong "
                    + "stands above",
                exit: .badData
            )
        }
        let scripts = build.scripts.map { "assets/\($0.script)" }
        if output.json {
            try output.printJSON(Result(directory: directory, scripts: scripts))
        } else {
            Terminal.standardOutput.write("built \(Terminal.safe(scripts.joined(separator: ", ")))\n")
        }
    }
}
