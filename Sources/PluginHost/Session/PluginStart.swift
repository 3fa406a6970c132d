import GRPCCore
import Logging
import PluginProtocol
import PluginTransport

/// The start of one backend: spawn, handshake, connection.
struct PluginStart: Sendable {
    /// How long a process that ends may take from closing its streams to its end.
    static let exitPatience: Duration = .milliseconds(100)

    let launch: PluginLaunch
    let process: any StartableProcess
    let log: LogCollector
    let logger: Logger
    private let handshake = HandshakeReceiver()

    init(launch: PluginLaunch, process: any StartableProcess, log: LogCollector, logger: Logger) {
        self.launch = launch
        self.process = process
        self.log = log
        self.logger = logger
    }

    /// Spawns, shakes hands and connects.
    ///
    /// - Throws: ``PluginHostError``; the process may live on then, and whoever holds it ends it.
    func run(in directory: TemporaryDirectory) async throws -> RunningPlugin {
        var timings = PluginTimings()
        let clock = ContinuousClock()
        let begin = clock.now

        let own = try ownTLS()
        let identity = launch.tls == .off || own != nil ? nil : try TransportIdentity.take()
        let offer = canShareMemory ? offerMemory() : nil
        let environment = try makeEnvironment(directory: directory, identity: identity, offersMemory: offer != nil)
        let checked = try await beginProcess(environment, in: directory, handing: offer?.inherited)
        let processID = try await awaitProcess()
        if checked?.isUnchanged == false { throw failure(.checksum, Self.changed(launch.name), cause: nil) }
        let spawned = clock.now
        timings.spawn = spawned - begin

        let line = try await awaitLine()
        let shaken = clock.now
        timings.handshake = shaken - spawned

        let taken = offer.flatMap { $0.isServed(at: line.address) ? $0 : nil }
        if offer != nil, taken == nil {
            logger.notice("the plugin does not take the memory that it is offered; its calls go over its socket")
        }
        let security = own.map { .own($0) } ?? security(line, identity)
        let connection: PluginConnection
        let brokerLink: BrokerLink
        do {
            connection = try await connect(line, security, through: taken)
            brokerLink = try BrokerLink(
                .streams(of: connection) ?? .sockets(brokerSockets(in: directory)),
                BrokerConnections(
                    security: security,
                    serving: launch.brokerMessageLimits,
                    connecting: launch.messageLimits,
                    peerName: "the plugin \(launch.name)",
                    observer: launch.observer
                )
            )
        } catch {
            throw failure(.connection, "the plugin \(launch.name) started, but cannot be connected to", cause: error)
        }
        timings.connect = clock.now - shaken

        let transport = connection.transport.observed(by: launch.observer)
        return RunningPlugin(
            name: launch.name,
            processID: processID,
            appProtocol: line.appProtocol,
            address: line.address,
            tls: connection.tls,
            isMultiplexed: launch.isMultiplexed,
            sharesMemory: taken != nil,
            timings: timings,
            client: GRPCClient(transport: transport, interceptors: launch.interceptors),
            transport: transport,
            brokerLink: brokerLink,
            process: process,
            log: log
        )
    }

    private func makeEnvironment(
        directory: TemporaryDirectory,
        identity: TransportIdentity?,
        offersMemory: Bool
    ) throws -> [String: String] {
        var environment = LaunchEnvironment(cookie: launch.cookie, appProtocols: launch.appProtocols)
        environment.clientCertificatePEM = identity?.certificatePEM
        environment.multiplexing = launch.isMultiplexed
        environment.socketGroup = launch.socketGroup
        if let ports = launch.ports {
            (environment.minPort, environment.maxPort) = (ports.lowerBound, ports.upperBound)
        }
        // A runner decides where the plugin's temporary files are; the sockets must be where the host is, too.
        if launch.runner != nil { environment.socketDirectory = directory.path }
        var values = launch.runner == nil ? ["TMPDIR": directory.path] : [:]
        if offersMemory {
            let (name, value) = SharedMemoryOffer.variable(first: ProgramSpawn.firstInherited)
            values[name] = value
        }
        do {
            return try environment.variables(
                host: HostEnvironment.current,
                passing: launch.passedEnvironment,
                setting: launch.environment.merging(values) { chosen, _ in chosen }
            )
        } catch {
            throw failure(.system, "the environment of the plugin \(launch.name) cannot be made", cause: error)
        }
    }

    /// Read before anything is started for nothing.
    private func ownTLS() throws -> OwnTLS? {
        do {
            return try launch.tlsSettings.map { try OwnTLS($0) }
        } catch {
            throw failure(.tlsSettings, "the plugin \(launch.name) is not started", cause: error)
        }
    }

    /// Memory goes to a process of this host's own, and in place of a socket of its own.
    private var canShareMemory: Bool { launch.sharesMemory && !launch.isMultiplexed && launch.runner == nil }

    /// Nil when the system has no such memory: then calls go over the socket.
    private func offerMemory() -> SharedMemoryOffer? {
        do {
            return try SharedMemoryOffer()
        } catch {
            logger.warning(
                "there is no memory to share with the plugin; its calls go over its socket",
                metadata: ["error": "\(error)"]
            )
            return nil
        }
    }

    /// Where the host serves its plugin, and under which names the two know their sockets.
    private func brokerSockets(in directory: TemporaryDirectory) -> BrokerSockets {
        var sockets = BrokerSockets(endpoint: .unix(directory: directory.path, group: launch.socketGroup))
        if let backend = process.backend {
            sockets.announced = { try backend.pluginAddress(of: $0) }
            sockets.reached = { try backend.hostAddress(of: $0) }
        }
        return sockets
    }

    private func security(_ line: HandshakeLine, _ identity: TransportIdentity?) -> ConnectionSecurity {
        guard let identity, let certificate = line.serverCertificate else { return .plaintext }
        return .mutualTLS(identity: identity, peerCertificateDER: certificate)
    }

    private func connect(
        _ line: HandshakeLine,
        _ security: ConnectionSecurity,
        through offer: SharedMemoryOffer?
    ) async throws -> PluginConnection {
        if let offer {
            return try PluginConnector.connect(
                through: offer,
                limits: launch.messageLimits,
                spins: launch.spins,
                timeout: launch.connectTimeout
            )
        }
        return try await PluginConnector.connect(
            to: try process.backend?.hostAddress(of: line.address) ?? line.address,
            security: security,
            limits: launch.messageLimits,
            multiplexed: launch.isMultiplexed,
            spins: launch.spins,
            timeout: launch.connectTimeout
        )
    }

    /// Begins to start whatever runs the plugin.
    ///
    /// - Returns: its file, if that was compared with a checksum.
    private func beginProcess(
        _ environment: [String: String],
        in directory: TemporaryDirectory,
        handing inherited: InheritedDescriptors?
    ) async throws -> CheckedFile? {
        guard launch.runner == nil || launch.command.program.isEmpty else {
            throw failure(
                .cannotExecute,
                "exactly one of command and runner must be set for the plugin \(launch.name); to reattach there is "
                    + "PluginHost.withReattached",
                cause: nil
            )
        }
        return try await process.start(
            launch,
            BackendStart(
                environment: environment,
                directory: directory.path,
                inherited: inherited,
                output: receiveOutput,
                outputEnded: { [handshake] in handshake.finish() },
                error: { [log, copy = launch.standardError] in
                    await copy?($0)
                    log.append($0)
                }
            )
        )
    }

    private func awaitProcess() async throws -> Int32 {
        do {
            return try await process.spawned.value()
        } catch let error where !(error is CancellationError) {
            throw failure(.cannotExecute, await process.describe(launch), cause: error)
        }
    }

    private static func changed(_ plugin: String) -> String {
        "checksums did not match: somebody wrote to the file of the plugin \(plugin) while it was started; it was stopped"
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
                    try await IOThread.sleep(for: Self.exitPatience)
                    if self.process.hasEnded { return nil }
                    throw PluginProtocolError.noHandshakeLine(partial: self.handshake.partial)
                }
                group.addTask {
                    try await IOThread.sleep(for: self.launch.startTimeout)
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
                        // With settings of its own nobody needs one from the line.
                        certificate: launch.tlsSettings == nil ? CertificateExpectation(self.launch.tls) : .none,
                        multiplexing: launch.isMultiplexed
                    )
                )
            }
        } catch let error as PluginProtocolError {
            throw failure(.handshake, "the plugin \(launch.name) did not start", cause: error)
        }
    }

    private func receiveOutput(_ bytes: [UInt8]) async {
        var rest = bytes[...]
        if let taken = handshake.append(rest) { rest = taken }
        if !rest.isEmpty {
            await launch.output(StdioPiece(channel: .standardOutput, bytes: Array(rest)))
        }
    }

    private func failure(
        _ code: PluginHostError.Code,
        _ message: String,
        cause: (any Error)?
    ) -> PluginHostError {
        log.finish()
        var error = PluginHostError(code: code, message: message, lastLogLines: log.lastLines, cause: cause)
        if (cause as? PluginProtocolError)?.code == .exitedEarly { error.exit = try? process.exit.outcome?.get() }
        return error
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
