import ArgumentParser
import GRPCCore
import PluginDefinition
import PluginHost
import Synchronization

/// Calls one method of a plugin with bytes from a file.
struct CallCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Starts a plugin, calls one method, prints the status and sizes, and stops the plugin.",
        discussion: """
            The request is a serialized protobuf message; without one, an empty message is sent. With --repeat the call \
            is made many times and its speed is measured.

            Examples:
              omniview plugin call plugins/hello omniview.hello.v1.Greeter/Greet --response answer.bin
              omniview plugin call --exec ./kv-plugin --cookie BASIC_PLUGIN=hello kv.KV/Get --request get.bin
              omniview plugin call plugins/hello omniview.hello.v1.Greeter/Greet --repeat 10000 --concurrency 64
            """
    )

    @Argument(help: ArgumentHelp("The plugin's folder; leave it out with --exec.", valueName: "dir"))
    var first: String?

    @Argument(help: ArgumentHelp("The method, such as grpc.health.v1.Health/Check.", valueName: "service/method"))
    var second: String?

    @OptionGroup var plugin: PluginOptions
    @OptionGroup var output: OutputOptions

    @Option(help: ArgumentHelp("The file that holds the request, or - for standard input.", valueName: "file"))
    var request: String?

    @Option(help: ArgumentHelp("The file for the response, or - for standard output.", valueName: "file"))
    var response: String?

    @Option(name: .customLong("repeat"), help: ArgumentHelp("Make the call so many times.", valueName: "n"))
    var repetitions: Int?

    @Option(help: ArgumentHelp("Make so many calls at a time (with --repeat).", valueName: "c"))
    var concurrency = 1

    @Option(help: ArgumentHelp("How long each call may take, such as 10s.", valueName: "duration"))
    var timeout: String?

    func validate() throws {
        guard (repetitions ?? 1) >= 1, concurrency >= 1 else {
            throw ValidationError("--repeat and --concurrency take numbers from 1")
        }
        guard concurrency == 1 || repetitions != nil else {
            throw ValidationError("--concurrency goes with --repeat")
        }
        guard repetitions == nil || response == nil else {
            throw ValidationError("--response goes with a single call, not with --repeat")
        }
    }

    func execute() async throws {
        var plugin = plugin
        let (directory, method) = try resolveWords(&plugin)
        let timeout = try timeout.map { text in
            guard let duration = Duration(written: text) else {
                throw ValidationError("--timeout takes a number with its unit, such as 500ms or 10s")
            }
            return duration
        }
        let requestBytes = try request.map { try FileBytes.read($0) } ?? []
        let target = try plugin.target(directory: directory)
        if let repetitions {
            let (measurement, _) = try await target.withPlugin(logger: plugin.logger) { running in
                try await LoadRun(
                    plugin: running,
                    method: method,
                    request: requestBytes,
                    timeout: timeout
                ).run(calls: repetitions, concurrency: concurrency)
            }
            if output.json { try output.printJSON(measurement) } else { measurement.print() }
            guard measurement.errors == 0 else { throw ExitCode.unavailable }
        } else {
            let (answer, _) = try await target.withPlugin(logger: plugin.logger) { running in
                await SingleCall(plugin: running, method: method).run(request: requestBytes, timeout: timeout)
            }
            if let response { try FileBytes.write(answer.messages.flatMap(\.self), to: response) }
            if output.json { try output.printJSON(answer) } else if response != "-" { answer.print() }
            guard answer.status == "OK" else { throw ExitCode.unavailable }
        }
    }

    /// The method is the last word, whether `--exec` took it for an argument of the program or not.
    private func resolveWords(_ plugin: inout PluginOptions) throws -> (directory: String?, PluginMethod) {
        var words = [first, second].compactMap(\.self)
        if words.isEmpty, plugin.exec.count > 1 { words = [plugin.exec.removeLast()] }
        guard let last = words.popLast() else {
            throw ValidationError("name the method to call, as SERVICE/METHOD")
        }
        guard let method = PluginMethod(last) else {
            throw ValidationError("\(last) is no method; write it as package.Service/Method")
        }
        return (words.first, method)
    }
}
