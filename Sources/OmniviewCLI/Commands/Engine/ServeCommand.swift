import ArgumentParser
import CoreMetrics
import EngineServer
import Logging
import PluginEngine
import PluginTransport

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Runs the engine.
struct ServeCommand: Verb {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Runs the engine with the plugins of a state folder, until Ctrl-C or `omniview shutdown`.",
        discussion: """
            Example:
              omniview serve
              omniview serve --state ./state --port 4700
            """
    )

    @OptionGroup var options: EngineOptions
    @OptionGroup var output: OutputOptions

    @Option(help: "Also serve the API over HTTP on this loopback port; 0 lets the system choose one.")
    var port: Int?

    @Flag(help: "Start plugins that have no MANIFEST.json. One that has is verified all the same.")
    var unsealed = false

    @Option(help: "Stop a backend that nobody has needed for so long, such as 10m; `never` keeps it.")
    var idleStop: IdleStop = .after(.seconds(600))

    @Option(help: "The least level of the engine's own log on standard error.")
    var logLevel: LogLevelOption = .info

    /// What `--json` prints once the engine runs.
    private struct Running: Encodable {
        var processID: Int32
        var stateDirectory: String
        var socket: String
        var urls: [String]
        var token: String?

        private enum CodingKeys: String, CodingKey {
            case processID = "process_id"
            case stateDirectory = "state_directory"
            case socket, urls, token
        }
    }

    func validate() throws {
        guard port.map({ (0...65_535).contains($0) }) ?? true else {
            throw ValidationError("--port must be a number from 0 to 65535.")
        }
    }

    func execute() async throws {
        let logger = Logger(label: "omniview") { [level = logLevel.level] _ in
            ConsoleLogHandler(terminal: .standardError, level: level)
        }
        var configuration = EngineConfiguration(stateDirectory: options.stateDirectory)
        configuration.allowsUnsealed = unsealed
        configuration.policy.idleStop = idleStop.duration
        let engine = try await Engine.open(configuration, logger: logger)
        MetricsSystem.bootstrap(engine.metrics.factory)
        if unsealed { logger.warning("Plugins without a manifest are started as they are") }
        // The library's own word on each address says less than the line below.
        var serverLogger = logger
        serverLogger.logLevel = max(logger.logLevel, .notice)
        let server = EngineServer(
            service: engine,
            configuration: ServerConfiguration(runDirectory: engine.runDirectory, port: port),
            logger: serverLogger
        )
        try await Interruption.cancelling { [output] in
            try await Self.run(engine, server) { addresses in
                let running = Running(
                    processID: ProcessInfo.processInfo.processIdentifier,
                    stateDirectory: engine.stateDirectory,
                    socket: addresses.socketPath,
                    urls: addresses.urls,
                    token: addresses.tokenPath
                )
                // Nobody reads it: the engine runs all the same.
                if output.json { try? output.printJSON(running) }
                var metadata: Logger.Metadata = ["state": "\(running.stateDirectory)", "socket": "\(running.socket)"]
                if !running.urls.isEmpty { metadata["http"] = "\(running.urls.joined(separator: " "))" }
                logger.info("The engine runs", metadata: metadata)
            }
        }
        logger.info("The engine has stopped")
    }

    /// Runs both until the engine is told to stop, by a signal or through the API.
    private static func run(
        _ engine: Engine,
        _ server: EngineServer,
        onRunning: @escaping @Sendable (EngineServer.Addresses) -> Void
    ) async throws {
        let ready = OneShot<Void>()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer {
                    // Whoever waits for an engine that could not begin.
                    ready.fulfil()
                    server.stop()
                }
                try await engine.run { ready.fulfil() }
            }
            group.addTask {
                defer { engine.stop() }
                try await ready.value()
                try await server.run { onRunning($0) }
            }
            try await group.waitForAll()
        }
    }
}

/// The time of `--idle-stop`.
enum IdleStop: ExpressibleByArgument {
    case never
    case after(Duration)

    init?(argument: String) {
        if argument == "never" {
            self = .never
        } else if let duration = try? OptionValue.duration(argument) {
            self = .after(duration)
        } else {
            return nil
        }
    }

    var duration: Duration? {
        switch self {
        case .never: nil
        case .after(let duration): duration
        }
    }

    var defaultValueDescription: String { "10m" }
}

/// The words of `--log-level`.
enum LogLevelOption: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, warning, error

    var level: Logger.Level {
        switch self {
        case .trace: .trace
        case .debug: .debug
        case .info: .info
        case .warning: .warning
        case .error: .error
        }
    }
}
