import ArgumentParser
import Logging
import PluginEngine
import PluginHost
import PluginProtocol
import PluginTransport
import UnixSignals

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

    @Argument(help: "The plugin's folder.")
    var directory: String?

    @OptionGroup var plugin: PluginOptions
    @OptionGroup var output: OutputOptions

    private struct Result: Encodable {
        var stop: Inspection.Stop
    }

    func execute() async throws {
        var target = try plugin.target(directory: directory)
        let logger = Logger(label: target.launch.name) { _ in
            // With --json, standard output holds the result alone.
            ConsoleLogHandler(terminal: output.json ? .standardError : .standardOutput, level: .trace)
        }
        for diagnostic in target.loaded?.diagnostics ?? [] { logger.warning("\(diagnostic)") }
        if let loaded = target.loaded, !loaded.isSealed {
            logger.warning("started without a manifest: its files are not verified")
        }
        let printer = OutputPrinter(logger: logger)
        target.launch.output = { printer.append($0) }

        let (endedByItself, end) = try await target.withPlugin(logger: logger) { running in
            logger.info("\(running.startLine)")
            return try await Self.waitForEnd(of: running)
        }
        printer.finish()
        let stop = Inspection.Stop(end)
        if output.json { try output.printJSON(Result(stop: stop)) }
        let how = end.exit.map { "\($0)" } ?? "did not end"
        guard endedByItself else {
            logger.info("stopped: it \(how)")
            return
        }
        throw CommandFailure(
            code: "ended",
            message: "the plugin \(target.launch.name) ended by itself: it \(how)",
            exit: .unavailable
        )
    }

    /// Waits for Ctrl-C, SIGTERM, or the plugin's own end.
    ///
    /// - Returns: whether it ended by itself.
    private static func waitForEnd(of plugin: RunningPlugin) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            defer { group.cancelAll() }
            group.addTask {
                _ = try await plugin.waitUntilExit()
                return true
            }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) { return false }
                throw CancellationError()
            }
            return try await group.next() ?? true
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
