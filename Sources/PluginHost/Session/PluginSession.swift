import Logging
import PluginProtocol
import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// The life of one backend, from its spawn to the end of its process.
final class PluginSession: Sendable {
    /// The running plugin, or why there is none.
    let ready = OneShot<RunningPlugin>()
    /// Fulfilled when someone wants the plugin stopped.
    let stopRequested = OneShot<Void>()

    private let launch: PluginLaunch
    private let logger: Logger
    private let log: LogCollector
    private let process = PluginProcess()

    init(launch: PluginLaunch, logger: Logger) {
        self.launch = launch
        self.logger = logger
        log = LogCollector(logger: logger)
    }

    /// Lives the life; returns when the process has ended and nothing of it is left.
    func run() async -> PluginEnd {
        let directory: TemporaryDirectory
        do {
            directory = try TemporaryDirectory()
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
        if plugin == nil, !process.isStarted || process.spawned.hasFailed { return .neverStarted }
        return await serve(plugin)
    }

    /// Starts the plugin; leaves early when someone wants it stopped.
    private func start(in directory: TemporaryDirectory) async throws -> RunningPlugin {
        let start = PluginStart(launch: launch, process: process, log: log)
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

    /// Keeps the connection up until the plugin has ended, and takes it through its stop; without a plugin, ends the
    /// process of a start that failed.
    private func serve(_ plugin: RunningPlugin?) async -> PluginEnd {
        let (events, feed) = AsyncStream.makeStream(of: StopMachine.Event.self)
        let connection = plugin.map { ServedConnection(plugin: $0, output: launch.output, logger: logger) }
        var end = PluginEnd.neverStarted
        end.timings = plugin?.timings ?? PluginTimings()
        var machine = StopMachine(policy: launch.stopPolicy, connected: connection != nil)
        var stopBegan: ContinuousClock.Instant?

        await withTaskGroup(of: Void.self) { group in
            group.addTask { [process] in
                if let status = try? await process.exit.value() { feed.yield(.processExited(status)) }
            }
            if let plugin, let connection {
                group.addTask {
                    await connection.serve()
                    feed.yield(.connectionClosed)
                }
                group.addTask { await connection.drainOutput() }
                group.addTask { [stopRequested] in
                    if (try? await stopRequested.value()) != nil { feed.yield(.stopRequested) }
                }
                ready.fulfil(.success(plugin))
            } else {
                feed.yield(.stopRequested)
            }
            for await event in events {
                if event == .stopRequested, stopBegan == nil {
                    stopBegan = .now
                    // While the plugin ends there is time to make what the next start needs.
                    group.addTask { TransportIdentity.prepare() }
                }
                for action in machine.handle(event) {
                    switch action {
                    case .callShutdown:
                        guard let connection else { continue }
                        group.addTask { [policy = launch.stopPolicy] in
                            feed.yield(.shutdownAnswered(await connection.shutDown(timeout: policy.shutdownDeadline)))
                        }
                    case .closeConnection:
                        group.addTask { await connection?.hangUp() }
                    case .startTimer(let deadline, let duration):
                        // A timer that was replaced may still fire; the machine knows which one it waits for.
                        group.addTask {
                            if (try? await Task.sleep(for: duration)) != nil { feed.yield(.deadline(deadline)) }
                        }
                    case .terminateGroup:
                        process.signalGroup(SIGTERM)
                    case .killGroup:
                        process.signalGroup(SIGKILL)
                    case .finished(let graceful, let forced):
                        end.isGraceful = graceful
                        end.wasForced = forced
                        feed.finish()
                    }
                }
            }
            group.cancelAll()
        }
        log.finish()
        end.exit = try? process.exit.outcome?.get()
        if let stopBegan { end.timings.stop = ContinuousClock.now - stopBegan }
        return end
    }
}

extension PluginEnd {
    /// The end of a plugin that had no process.
    fileprivate static let neverStarted = PluginEnd(
        exit: nil,
        isGraceful: false,
        wasForced: false,
        timings: PluginTimings()
    )
}
