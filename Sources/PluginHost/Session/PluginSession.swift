import GRPCCore
import Logging
import PluginProtocol
import PluginTransport
import Synchronization

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

    /// How long a plugin that is ending may take to send the rest of its output.
    static let lastOutputTimeout: Duration = .milliseconds(100)

    /// How long a process that ends may take from closing its streams to its end.
    static let exitPatience: Duration = .milliseconds(100)

    private let outputEnded = OneShot<Void>()
    private let hungUp = OneShot<Void>()
    private let launch: PluginLaunch
    private let logger: Logger
    private let log: LogCollector
    private let process = PluginProcess()
    private let handshake = HandshakeReceiver()

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
            return PluginEnd(exit: nil, isGraceful: false, wasForced: false, timings: PluginTimings())
        }
        defer { directory.remove() }

        let started: StartedPlugin?
        do {
            started = try await start(in: directory)
        } catch {
            started = nil
            ready.fulfil(.failure(error))
        }
        if started == nil, !process.isStarted || process.spawned.hasFailed {
            return PluginEnd(exit: nil, isGraceful: false, wasForced: false, timings: PluginTimings())
        }
        return await serve(started)
    }

    // MARK: - Start

    private struct StartedPlugin: Sendable {
        var plugin: RunningPlugin
        var client: GRPCClient<PluginClientTransport>
    }

    /// Spawns, shakes hands and connects; leaves early when the process ends or someone wants it stopped.
    private func start(in directory: TemporaryDirectory) async throws -> StartedPlugin {
        try await withThrowingTaskGroup(of: StartedPlugin?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await self.connect(in: directory) }
            group.addTask {
                try await self.stopRequested.value()
                throw CancellationError()
            }
            guard let first = try await group.next(), let started = first else { throw CancellationError() }
            return started
        }
    }

    private func connect(in directory: TemporaryDirectory) async throws -> StartedPlugin {
        var timings = PluginTimings()
        let clock = ContinuousClock()
        let begin = clock.now

        let path = try ExecutableLookup.resolve(launch.command)
        let identity = launch.tls == .off ? nil : try TransportIdentity.generate()
        let environment = try makeEnvironment(directory: directory, identity: identity)
        process.start(
            launch.command,
            executing: path,
            environment: environment,
            output: receiveOutput,
            outputEnded: { [handshake] in handshake.finish() },
            error: { [log] in log.append($0) }
        )
        let processID = try await spawn(path: path)
        let spawned = clock.now
        timings.spawn = spawned - begin

        let line = try await awaitLine()
        let shaken = clock.now
        timings.handshake = shaken - spawned

        let security: ConnectionSecurity
        if let identity, let certificate = line.serverCertificate {
            security = .mutualTLS(identity: identity, peerCertificateDER: certificate)
        } else {
            security = .plaintext
        }
        let connection: PluginConnection
        do {
            connection = try await PluginConnector.connect(
                to: line.address,
                security: security,
                limits: launch.messageLimits,
                timeout: launch.connectTimeout
            )
        } catch {
            throw failure(.connection, "the plugin \(launch.name) started, but cannot be connected to", cause: error)
        }
        timings.connect = clock.now - shaken

        let client = GRPCClient(transport: connection.transport)
        let plugin = RunningPlugin(
            name: launch.name,
            processID: processID,
            appProtocol: line.appProtocol,
            address: line.address,
            tls: connection.tls,
            isMultiplexed: false,
            timings: timings,
            client: client,
            exit: process.exit
        )
        return StartedPlugin(plugin: plugin, client: client)
    }

    private func makeEnvironment(
        directory: TemporaryDirectory,
        identity: TransportIdentity?
    ) throws -> [String: String] {
        var environment = LaunchEnvironment(cookie: launch.cookie, appProtocols: launch.appProtocols)
        environment.clientCertificatePEM = identity?.certificatePEM
        do {
            return try environment.variables(
                host: HostEnvironment.current,
                passing: launch.passedEnvironment,
                setting: launch.environment.merging(["TMPDIR": directory.path]) { chosen, _ in chosen }
            )
        } catch {
            throw failure(.system, "the environment of the plugin \(launch.name) cannot be made", cause: error)
        }
    }

    private func spawn(path: String) async throws -> Int32 {
        do {
            return try await process.spawned.value()
        } catch let error where !(error is CancellationError) {
            throw failure(
                .cannotExecute,
                "cannot execute \(launch.command.program) (\(ExecutableLookup.diagnose(path)))",
                cause: error
            )
        }
    }

    private func awaitLine() async throws -> HandshakeLine {
        do {
            return try await withThrowingTaskGroup(of: [UInt8]?.self) { group in
                defer { group.cancelAll() }
                group.addTask { try await self.handshake.line.value() }
                group.addTask {
                    // All output has been read when the exit is reported, so a line would have come first.
                    let status = try await self.process.exit.value()
                    if case .success(let line)? = self.handshake.line.outcome { return line }
                    throw PluginProtocolError.exitedBeforeHandshake(status, partial: self.handshake.partial)
                }
                group.addTask {
                    try await self.handshake.ended.value()
                    // A process that ends closes its streams first, and its exit says more than the end of a stream.
                    try await Task.sleep(for: Self.exitPatience)
                    if self.process.hasEnded { return nil }
                    throw PluginProtocolError.noHandshakeLine(partial: self.handshake.partial)
                }
                group.addTask {
                    try await Task.sleep(for: self.launch.startTimeout)
                    throw PluginProtocolError.startTimeout(
                        after: self.launch.startTimeout,
                        partial: self.handshake.partial
                    )
                }
                var first: [UInt8]?
                // A task that leaves the decision to the others returns nil.
                while first == nil, let result = try await group.next() { first = result }
                guard let line = first else { throw CancellationError() }
                return try HandshakeLine(
                    parsing: line,
                    expecting: HandshakeExpectation(
                        appProtocols: self.launch.appProtocols,
                        certificate: CertificateExpectation(self.launch.tls),
                        multiplexing: false
                    )
                )
            }
        } catch let error as PluginProtocolError {
            throw failure(.handshake, "the plugin \(launch.name) did not start", cause: error)
        }
    }

    private func failure(
        _ code: PluginHostError.Code,
        _ message: String,
        cause: any Error
    ) -> PluginHostError {
        log.finish()
        return PluginHostError(code: code, message: message, lastLogLines: log.lastLines, cause: cause)
    }

    // MARK: - Output

    private func receiveOutput(_ bytes: [UInt8]) async {
        var rest = bytes[...]
        if let taken = handshake.append(rest) { rest = taken }
        if !rest.isEmpty {
            await launch.output(StdioPiece(channel: .standardOutput, bytes: Array(rest)))
        }
    }

    private func drainStdio(_ client: GRPCClient<PluginClientTransport>) async {
        do {
            let isStreamed = try await PluginServicesClient(client: client).streamStdio(launch.output)
            if !isStreamed {
                logger.debug("plugin has no stdio stream; what it prints after its start is not shown")
            }
        } catch {
            // The stream ends with the connection; whoever needs to know learns it from that.
        }
    }

    // MARK: - Service and stop

    /// Keeps the connection up until the plugin has ended, and takes it through its stop.
    private func serve(_ started: StartedPlugin?) async -> PluginEnd {
        let (events, feed) = AsyncStream.makeStream(of: StopMachine.Event.self)
        var end = PluginEnd(
            exit: nil,
            isGraceful: false,
            wasForced: false,
            timings: started?.plugin.timings ?? PluginTimings()
        )
        var machine = StopMachine(policy: launch.stopPolicy, connected: started != nil)
        var stopBegan: ContinuousClock.Instant?

        await withTaskGroup(of: Void.self) { group in
            group.addTask { [process] in
                if let status = try? await process.exit.value() { feed.yield(.processExited(status)) }
            }
            if let started {
                group.addTask {
                    await self.runConnection(of: started.client)
                    feed.yield(.connectionClosed)
                }
                group.addTask {
                    await self.drainStdio(started.client)
                    self.outputEnded.fulfil()
                }
                group.addTask { [stopRequested] in
                    if (try? await stopRequested.value()) != nil { feed.yield(.stopRequested) }
                }
                ready.fulfil(.success(started.plugin))
            } else {
                feed.yield(.stopRequested)
            }
            for await event in events {
                if event == .stopRequested, stopBegan == nil { stopBegan = .now }
                for action in machine.handle(event) {
                    switch action {
                    case .callShutdown:
                        guard let started else { continue }
                        group.addTask { feed.yield(.shutdownAnswered(await self.shutDown(started.client))) }
                    case .closeConnection:
                        group.addTask { await self.hangUp() }
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

    /// Serves the connection until it ends or is hung up.
    private func runConnection(of client: GRPCClient<PluginClientTransport>) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { try? await client.runConnections() }
            group.addTask { [hungUp] in try? await hungUp.value() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Closes the connection, once the last output has come: some plugins wait for their host to do so.
    private func hangUp() async {
        try? await withDeadline(Self.lastOutputTimeout, timeoutError: CancellationError()) { [outputEnded] in
            try await outputEnded.value()
        }
        hungUp.fulfil()
    }

    private func shutDown(_ client: GRPCClient<PluginClientTransport>) async -> StopMachine.ShutdownAnswer {
        do {
            try await PluginServicesClient(client: client).shutdown(timeout: launch.stopPolicy.shutdownDeadline)
            return .ok
        } catch let error as RPCError where error.code == .unimplemented {
            return .unimplemented
        } catch {
            return .failed
        }
    }
}

extension CertificateExpectation {
    fileprivate init(_ requirement: PluginLaunch.TLSRequirement) {
        switch requirement {
        case .required: self = .required
        case .optional: self = .optional
        case .off: self = .none
        }
    }
}
