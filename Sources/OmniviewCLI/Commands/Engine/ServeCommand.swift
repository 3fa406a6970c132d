import ArgumentParser
import CoreMetrics
import EngineAPI
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
              omniview serve --no-window
            """
    )

    @OptionGroup var options: EngineOptions
    @OptionGroup var output: OutputOptions

    @Option(
        help: """
            Serve the window and the API over HTTP on this loopback port; 0 lets the system choose one. Without it: \
            4700, or another one when that is taken.
            """
    )
    var port: Int?

    @Flag(inversion: .prefixedNo, help: "Serve the window; without it HTTP is served only with --port.")
    var window = true

    @Option(help: "The folder with the window's files; default: share/omniview/web beside the program's folder.")
    var web: String?

    @Flag(help: "Start plugins that have no MANIFEST.json. One that has is verified all the same.")
    var unsealed = false

    @Option(
        help: ArgumentHelp(
            "Stop a backend that nobody has needed for so long; `never` keeps it. Default: 10m.",
            valueName: "duration"
        ),
        transform: IdleStop.read
    )
    var idleStop: IdleStop?

    @Option(help: "The least level of the engine's own log on standard error.")
    var logLevel: LogLevelOption = .info

    /// An engine runs as well when nobody can read where.
    static let needsOutput = false

    /// What `--json` prints once the engine runs.
    private struct Running: Encodable {
        var processID: Int32
        var stateDirectory: String
        var socket: String
        var urls: [String]
        var token: String?
        /// Opens the window once.
        var window: String?

        private enum CodingKeys: String, CodingKey {
            case processID = "process_id"
            case stateDirectory = "state_directory"
            case socket, urls, token, window
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
        configuration.policy.idleStop = (idleStop ?? .after(.seconds(600))).duration
        let engine = try await Engine.open(configuration, logger: logger)
        MetricsSystem.bootstrap(engine.metrics.factory)
        if unsealed { logger.warning("Plugins without a manifest are started as they are") }
        // The library's own word on each address says less than the line below.
        var serverLogger = logger
        serverLogger.logLevel = max(logger.logLevel, .notice)
        let serverConfiguration = try serverConfiguration(of: engine, logger)
        let server = EngineServer(service: engine, configuration: serverConfiguration, logger: serverLogger)
        let hasWindow = serverConfiguration.hasPage
        try await Interruption.cancelling { [output] in
            try await Self.run(engine, server) { addresses in
                let running = Running(
                    processID: ProcessInfo.processInfo.processIdentifier,
                    stateDirectory: engine.stateDirectory,
                    socket: addresses.socketPath,
                    urls: addresses.urls,
                    token: addresses.tokenPath,
                    window: hasWindow ? server.makeOpenLink(lifetime: Self.linkLifetime).url : nil
                )
                // Nobody reads it: the engine runs all the same.
                if output.json { try? output.printJSON(running) }
                var metadata: Logger.Metadata = ["state": "\(running.stateDirectory)", "socket": "\(running.socket)"]
                if !running.urls.isEmpty { metadata["http"] = "\(running.urls.joined(separator: " "))" }
                logger.info("The engine runs", metadata: metadata)
                if let window = running.window, !output.json {
                    let minutes = Self.linkLifetime.components.seconds / 60
                    Terminal.standardOutput.write(
                        "The window: \(window)\n  (good once, for \(minutes) minutes; `omniview open` makes another)\n"
                    )
                }
            }
        }
        logger.info("The engine has stopped")
    }

    /// How long the address of the window can be used that is shown at the start.
    private static let linkLifetime: Duration = .seconds(600)
    /// Where the window is, as long as nobody else is there: browsers keep its layout by this number.
    private static let usualPort = 4700

    private func serverConfiguration(of engine: Engine, _ logger: Logger) throws -> ServerConfiguration {
        var configuration = ServerConfiguration(runDirectory: engine.runDirectory, port: port)
        guard window else { return configuration }
        guard let folder = web ?? WebFolder.find() else {
            logger.notice("The window is not served: its files are missing; build them with dev/build-web")
            return configuration
        }
        try configuration.servePage(from: folder)
        if port == nil {
            configuration.port = Self.usualPort
            configuration.acceptsOtherPort = true
        }
        return configuration
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
enum IdleStop {
    case never
    case after(Duration)

    static func read(_ text: String) throws -> IdleStop {
        if text == "never" { return .never }
        if UInt(text) != nil { throw ValidationError("write a unit, such as \(text)m") }
        guard let duration = try? OptionValue.duration(text) else {
            throw ValidationError("write a number with its unit, such as 90s, 5m or 2h, or `never`")
        }
        return .after(duration)
    }

    var duration: Duration? {
        switch self {
        case .never: nil
        case .after(let duration): duration
        }
    }
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
