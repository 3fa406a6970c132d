import ArgumentParser
import PluginHost

/// Calls one method of a plugin with bytes from a file.
struct CallCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Starts a plugin, calls one method, prints the status and sizes, and stops the plugin.",
        discussion: """
            The request is a serialized protobuf message; without one, an empty message is sent. With --repeat the call \
            is made many times and its speed is measured.

            Examples:
              omniview plugin call plugins/hello omniview.hello.v1.Greeter/Greet
              omniview plugin call plugins/hello omniview.hello.v1.Greeter/Greet \\
                --repeat 10000 --concurrency 64
              omniview plugin call --exec ./kv-plugin --cookie KEY=VALUE \\
                --request get.bin --response answer.bin kv.KV/Get
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

    @Option(
        help: ArgumentHelp("How long each call may take, such as 10s.", valueName: "duration"),
        transform: OptionValue.duration
    )
    var timeout: Duration?

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
        guard response != "-" || !output.json else {
            throw ValidationError("--response - and --json both write to standard output; name a file for the response")
        }
        let words = try words()
        try words.plugin.checkPlugin(directory: words.directory)
    }

    func execute() async throws {
        let words = try words()
        let target = try words.plugin.target(directory: words.directory)
        let requestBytes = try request.map { try FileBytes.read($0) } ?? []
        if let warning = target.warning {
            Terminal.standardError.write("\(Terminal.standardError.yellow("warning:")) \(warning)\n")
        }
        if let repetitions {
            try await measure(target, words.method, requestBytes, repetitions)
        } else {
            try await callOnce(target, words.method, requestBytes)
        }
    }

    private func callOnce(_ target: PluginTarget, _ method: PluginMethod, _ requestBytes: [UInt8]) async throws {
        var (answer, end) = try await target.withPlugin(logger: plugin.logger) { [timeout] running in
            await SingleCall(plugin: running, method: method).run(request: requestBytes, timeout: timeout)
        }
        answer.stop = Stop(end)
        let isOK = answer.status == "OK"
        // The answer of a call that failed must not replace an older one.
        if let response, isOK { try FileBytes.write(answer.messages.flatMap(\.self), to: response) }
        if output.json {
            try output.printJSON(answer)
        } else if response != "-" || !isOK {
            answer.print(on: response == "-" ? .standardError : .standardOutput)
        }
        guard isOK else { throw ExitCode.unavailable }
    }

    private func measure(
        _ target: PluginTarget,
        _ method: PluginMethod,
        _ requestBytes: [UInt8],
        _ repetitions: Int
    ) async throws {
        let (measurement, _) = try await target.withPlugin(logger: plugin.logger) { [timeout, concurrency] running in
            try await LoadRun(plugin: running, method: method, request: requestBytes, timeout: timeout)
                .run(calls: repetitions, concurrency: concurrency)
        }
        if output.json { try output.printJSON(measurement) } else { measurement.print() }
        guard measurement.errors == 0 else { throw ExitCode.unavailable }
    }

    /// What the words of the line that are no options mean: the method is the last of them, whether it was taken for
    /// an argument of the program or not.
    private func words() throws -> (directory: String?, method: PluginMethod, plugin: PluginOptions) {
        var plugin = plugin
        var words = [first, second].compactMap(\.self)
        if words.isEmpty, !plugin.exec.isEmpty {
            if let last = plugin.programArguments.popLast() {
                words = [last]
            } else if plugin.exec.count > 1 {
                words = [plugin.exec.removeLast()]
            }
        }
        let form = "omniview plugin call DIR SERVICE/METHOD"
        guard let last = words.popLast() else {
            throw ValidationError("name the plugin and the method to call: \(form)")
        }
        guard let method = PluginMethod(last) else {
            throw ValidationError("\(last) is no method, such as grpc.health.v1.Health/Check; write \(form)")
        }
        guard !words.isEmpty || !plugin.exec.isEmpty else {
            throw ValidationError("\(last) alone is not enough, name the plugin and the method: \(form)")
        }
        return (words.first, method, plugin)
    }
}
