import ArgumentParser
import Logging
import PluginEngine
import PluginHost
import PluginProtocol
import PluginTransport

/// Runs a plugin in the foreground.
struct RunCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "Runs a plugin in the foreground and shows its log, until Ctrl-C or its end.",
        discussion: """
            Example:
              omniview plugin run plugins/hello
            """
    )

    @Argument(help: "The plugin's folder; leave it out with --exec.")
    var directory: String?

    @OptionGroup var plugin: PluginOptions
    @OptionGroup var output: OutputOptions

    private struct Result: Encodable {
        var stop: Stop
    }

    func validate() throws {
        try plugin.checkPlugin(directory: directory)
    }

    func execute() async throws {
        var target = try plugin.target(directory: directory)
        let outputClosed = OneShot<Void>()
        let logger = Logger(label: target.launch.name) { _ in
            // With --json, standard output holds the result alone.
            ConsoleLogHandler(terminal: output.json ? .standardError : .standardOutput, level: .trace) {
                outputClosed.fulfil()
            }
        }
        for diagnostic in target.loaded?.diagnostics ?? [] { logger.warning("\(diagnostic)") }
        if let warning = target.warning { logger.warning("\(warning)") }
        let printer = OutputLines(logger: logger)
        target.launch.output = { printer.append($0) }

        let (endedByItself, end) = try await target.withPlugin(logger: logger) { running in
            logger.info("\(running.startLine)")
            return try await Self.waitForEnd(of: running, outputClosed)
        }
        printer.finish()
        if output.json { try output.printJSON(Result(stop: Stop(end))) }
        let how = end.exit.map { "\($0)" } ?? "did not end"
        guard endedByItself else {
            logger.info("stopped: it \(how)")
            return
        }
        let terminal = Terminal.standardError
        let name = Terminal.safe(target.launch.name)
        terminal.write("\(terminal.red("error:")) the plugin \(name) ended by itself: it \(how)\n")
        throw ExitCode.unavailable
    }

    /// Waits for the plugin's own end, for Ctrl-C or SIGTERM, or until nobody reads the log any more.
    ///
    /// - Returns: whether it ended by itself.
    private static func waitForEnd(of plugin: RunningPlugin, _ outputClosed: OneShot<Void>) async throws -> Bool {
        do {
            return try await withThrowingTaskGroup(of: Bool.self) { group in
                defer { group.cancelAll() }
                group.addTask {
                    _ = try await plugin.waitUntilExit()
                    return true
                }
                group.addTask {
                    try await outputClosed.value()
                    return false
                }
                return try await group.next() ?? true
            }
        } catch is CancellationError {
            return false
        }
    }
}

extension RunningPlugin {
    /// One line about a plugin that has just started.
    fileprivate var startLine: String {
        let security = tls.map { "\($0.version), peer key \($0.peerKey)" } ?? "no TLS"
        return "started \(name): process \(processID), app protocol \(appProtocol), \(security)"
    }
}
