import Logging
import PluginProtocol
import PluginTransport

/// The life of one backend, from its spawn to the end of its process.
final class PluginSession: Session {
    /// The running plugin, or why there is none.
    let ready = OneShot<RunningPlugin>()
    /// Fulfilled when someone wants the plugin stopped.
    let stopRequested = OneShot<Void>()
    /// Fulfilled when nothing is left of it.
    let ended = OneShot<Void>()

    /// The process until its end.
    var remaining: RemainingProcess? {
        guard hasProcess, process.exit.outcome == nil else { return nil }
        return RemainingProcess(process: process)
    }

    /// Whether there is or was a process, or may be one in a moment.
    private var hasProcess: Bool { process.isStarted && !process.spawned.hasFailed }

    private let launch: PluginLaunch
    private let logger: Logger
    private let log: LogCollector
    private let process: any StartableProcess

    init(launch: PluginLaunch, logger: Logger) {
        self.launch = launch
        self.logger = logger
        log = LogCollector(logger: logger, limit: launch.logLimit, lineLimit: launch.logLineLimit)
        process = launch.runner.map { RunnerProcess($0) } ?? PluginProcess(logger: logger)
    }

    /// Lives the life; returns when the process has ended and nothing of it is left.
    func run() async -> PluginEnd {
        RunningSessions.add(self)
        defer {
            RunningSessions.remove(self)
            ended.fulfil()
        }
        let directory: TemporaryDirectory
        do {
            directory = try TemporaryDirectory(below: launch.socketDirectory, group: launch.socketGroup)
        } catch {
            ready.fulfil(.failure(error))
            return .neverStarted
        }
        defer { directory.remove() }

        let plugin: RunningPlugin?
        do {
            plugin = try await start(in: directory)
        } catch {
            plugin = nil
            ready.fulfil(.failure(error))
        }
        if plugin == nil, !hasProcess { return .neverStarted }
        let life = PluginLife(
            process: process,
            policy: launch.stopPolicy,
            output: launch.output,
            logger: logger,
            ready: ready,
            stopRequested: stopRequested,
            swept: directory.parent
        )
        let end = await life.run(plugin)
        log.finish()
        return end
    }

    /// Starts the plugin; leaves early when someone wants it stopped.
    private func start(in directory: TemporaryDirectory) async throws -> RunningPlugin {
        let start = PluginStart(launch: launch, process: process, log: log, logger: logger)
        return try await withThrowingTaskGroup(of: RunningPlugin?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await start.run(in: directory) }
            group.addTask {
                try await self.stopRequested.value()
                throw CancellationError()
            }
            guard let first = try await group.next(), let plugin = first else { throw CancellationError() }
            return plugin
        }
    }
}
