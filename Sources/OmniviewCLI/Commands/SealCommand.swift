import ArgumentParser
import PluginIntegrity

/// Writes a plugin's manifest.
struct SealCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "seal",
        abstract: "Writes MANIFEST.json: every file of the plugin with its size, mode and SHA-256.",
        discussion: """
            Sealing the same files again writes the same bytes.

            Example:
              omniview plugin seal plugins/hello
            """
    )

    @Argument(help: "The plugin's folder.")
    var directory: String

    @OptionGroup var output: OutputOptions

    private struct Result: Encodable {
        var directory: String
        var files: Int
        var bytes: Int64
    }

    func execute() async throws {
        let manifest = try PluginSealer.seal(directory: directory)
        let bytes = manifest.files.reduce(0) { $0 + $1.size }
        if output.json {
            try output.printJSON(Result(directory: directory, files: manifest.files.count, bytes: bytes))
        } else {
            let terminal = Terminal.standardOutput
            let count = manifest.files.count
            terminal.write(
                "\(terminal.green("sealed")): \(count) \(count == 1 ? "file" : "files"), \(bytes) bytes, "
                    + "in \(Terminal.safe(directory))/\(PluginLayout.manifestName)\n"
            )
        }
    }
}
