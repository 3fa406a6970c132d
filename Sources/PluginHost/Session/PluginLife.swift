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

/// A plugin from the moment that it runs to its end: its connection is kept up, and its stop is taken step by step.
struct PluginLife: Sendable {
    let process: any BackendProcess
    let policy: StopPolicy
    let output: @Sendable (StdioPiece) async -> Void
    let logger: Logger
    /// Fulfilled with the plugin once it is served.
    let ready: OneShot<RunningPlugin>
    /// Fulfilled when someone wants the plugin stopped.
    let stopRequested: OneShot<Void>
    /// Whether the plugin lives on when its host has had enough of it.
    var leavesRunning = false
    /// A folder in which hosts that were killed may have left something behind.
    var swept: String?

    /// Lives the life.
    ///
    /// - Parameter plugin: nil for the process of a start that failed, which is ended.
    func run(_ plugin: RunningPlugin?) async -> PluginEnd {
        let (events, feed) = AsyncStream.makeStream(of: StopMachine.Event.self)
        let connection = plugin.map { ServedConnection(plugin: $0, output: output, logger: logger) }
        var end = PluginEnd.neverStarted
        end.timings = plugin?.timings ?? PluginTimings()
        var machine = StopMachine(policy: policy, connected: connection != nil)
        var stopBegan: ContinuousClock.Instant?

        await withTaskGroup(of: Void.self) { group in
            // Here because the start itself must not wait for it.
            if let swept { group.addTask { LeftDirectories.sweepOnce(below: swept) } }
            group.addTask { [process] in
                if let status = try? await process.exit.value() { feed.yield(.processExited(status)) }
            }
            if let plugin, let connection {
                serve(plugin, connection, feed, in: &group)
            } else {
                feed.yield(.stopRequested)
            }
            for await event in events {
                if event == .stopRequested, stopBegan == nil {
                    stopBegan = .now
                    if leavesRunning, let connection {
                        await connection.hangUp()
                        end.isGraceful = true
                        break
                    }
                    // While the plugin ends there is time to make what the next start needs.
                    group.addTask {
                        Keepers.prepare()
                        TransportIdentity.prepare()
                    }
                }
                for action in machine.handle(event) {
                    switch action {
                    case .callShutdown:
                        guard let connection else { continue }
                        group.addTask { [policy] in
                            let answer = await connection.shutDown(timeout: policy.shutdownDeadline)
                            if let answer { feed.yield(.shutdownAnswered(answer)) }
                        }
                    case .closeConnection:
                        group.addTask { await connection?.hangUp() }
                    case .startTimer(let deadline, let duration):
                        // A timer that was replaced may still fire; the machine knows which one it waits for.
                        group.addTask {
                            if (try? await IOThread.sleep(for: duration)) != nil { feed.yield(.deadline(deadline)) }
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
        plugin?.socketLoss.fulfil(.success(false))
        end.exit = try? process.exit.outcome?.get()
        if let stopBegan { end.timings.stop = ContinuousClock.now - stopBegan }
        return end
    }

    /// Begins what goes on beside the events.
    private func serve(
        _ plugin: RunningPlugin,
        _ connection: ServedConnection,
        _ feed: AsyncStream<StopMachine.Event>.Continuation,
        in group: inout TaskGroup<Void>
    ) {
        group.addTask { [process] in
            await connection.serve()
            feed.yield(.connectionClosed)
            process.connectionEnded()
        }
        // First, as hosts in Go do.
        group.addTask { await connection.runBroker() }
        group.addTask { await connection.drainOutput() }
        group.addTask { await watchSocket(of: plugin) }
        group.addTask { [stopRequested] in
            if (try? await stopRequested.value()) != nil { feed.yield(.stopRequested) }
        }
        ready.fulfil(.success(plugin))
    }
}

extension PluginLife {
    /// Says when somebody has removed the plugin's socket, unless the plugin is to stop anyway.
    private func watchSocket(of plugin: RunningPlugin) async {
        guard let path = await SocketWatch(plugin.address).lostSocket(),
            stopRequested.outcome == nil, process.exit.outcome == nil
        else { return }
        logger.warning(
            """
            the file of the plugin's socket was removed while the plugin runs: calls on its open connection go on, and \
            nobody can connect to it any more until it is started again
            """,
            metadata: ["plugin": "\(plugin.name)", "socket": "\(path)"]
        )
        plugin.socketLoss.fulfil(.success(true))
    }
}

extension PluginEnd {
    /// The end of a plugin that had no process.
    static let neverStarted = PluginEnd(
        exit: nil,
        isGraceful: false,
        wasForced: false,
        timings: PluginTimings()
    )
}
