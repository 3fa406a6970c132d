import GRPCCore
import PluginProtocol
import PluginTransport

/// The start of one backend: spawn, handshake, connection.
struct PluginStart: Sendable {
    /// How long a process that ends may take from closing its streams to its end.
    static let exitPatience: Duration = .milliseconds(100)

    let launch: PluginLaunch
    let process: PluginProcess
    let log: LogCollector
    private let handshake = HandshakeReceiver()

    init(launch: PluginLaunch, process: PluginProcess, log: LogCollector) {
        self.launch = launch
        self.process = process
        self.log = log
    }

    /// Spawns, shakes hands and connects.
    ///
    /// - Throws: ``PluginHostError``; the process may live on then, and whoever holds it ends it.
    func run(in directory: TemporaryDirectory) async throws -> RunningPlugin {
        var timings = PluginTimings()
        let clock = ContinuousClock()
        let begin = clock.now

        let path = try ExecutableLookup.resolve(launch.command)
        let identity = launch.tls == .off ? nil : try TransportIdentity.take()
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
                multiplexed: launch.isMultiplexed,
                spins: launch.spins,
                timeout: launch.connectTimeout
            )
        } catch {
            throw failure(.connection, "the plugin \(launch.name) started, but cannot be connected to", cause: error)
        }
        timings.connect = clock.now - shaken

        return RunningPlugin(
            name: launch.name,
            processID: processID,
            appProtocol: line.appProtocol,
            address: line.address,
            tls: connection.tls,
            isMultiplexed: launch.isMultiplexed,
            timings: timings,
            client: GRPCClient(transport: connection.transport),
            transport: connection.transport,
            exit: process.exit
        )
    }

    private func makeEnvironment(
        directory: TemporaryDirectory,
        identity: TransportIdentity?
    ) throws -> [String: String] {
        var environment = LaunchEnvironment(cookie: launch.cookie, appProtocols: launch.appProtocols)
        environment.clientCertificatePEM = identity?.certificatePEM
        environment.multiplexing = launch.isMultiplexed
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
        cause: any Error
    ) -> PluginHostError {
        log.finish()
        return PluginHostError(code: code, message: message, lastLogLines: log.lastLines, cause: cause)
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
