import GRPCCore
import HTTP2Engine
import PluginProtocol
import TestSupport
import Testing

@testable import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A server of the test methods and a client of it, over a real socket.
struct TestRig: Sendable {
    let address: PluginAddress
    let security: TestSecurity
    let client: PluginClientTransport
    let witness: Witness
    let transport: PluginServerTransport

    /// The general client on the same connection.
    var general: GRPCClient<PluginClientTransport> { GRPCClient(transport: client) }

    /// Another connection to the same server.
    func connect(limits: MessageLimits = .host, spins: Bool = false) async throws -> PluginClientTransport {
        try await transport.server.connect(to: address, security, limits: limits, spins: spins)
    }
}

extension ConnectionServer {
    /// A client on a new connection to this server.
    func connect(
        to address: PluginAddress,
        _ security: TestSecurity,
        limits: MessageLimits,
        spins: Bool
    ) async throws -> PluginClientTransport {
        guard security == .sharedMemory else {
            return try await PluginConnector.connect(
                to: address,
                security: try security.client,
                limits: limits,
                multiplexed: security == .multiplexed,
                spins: spins,
                timeout: .seconds(60)
            ).transport
        }
        let offer = try SharedMemoryOffer()
        accept(try offer.takeInThisProcess(), by: nil, on: try IOThread.shared())
        let timeout = Duration.seconds(60)
        return try PluginConnector.connect(through: offer, limits: limits, spins: spins, timeout: timeout).transport
    }
}

extension SharedMemoryOffer {
    /// The plugin's side, as if this process were the plugin's too.
    func takeInThisProcess() throws -> SharedMemoryChannel {
        let numbers = inherited.numbers.map { "\(dup($0))" }.joined(separator: ",")
        inherited.closeAll()
        let channel = try SharedMemoryOffer.take(from: [SharedMemoryOffer.variableName: numbers])
        return try #require(channel)
    }
}

/// What a rig is made with.
struct TestSetup: Sendable {
    var security = TestSecurity.plaintext
    var limits = ConnectionLimits()
    var hostLimits = MessageLimits.host
    var compression = CompressionAlgorithm.none
    var executor = HandlerExecutor.pool
    var spins = false
    var handshakeTimeout: Duration = .seconds(60)
}

/// Serves the test methods, and stops once `body` has returned and the last call has ended.
func withRig<Result: Sendable>(
    _ setup: TestSetup = TestSetup(),
    _ body: @Sendable (TestRig) async throws -> Result
) async throws -> Result {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let witness = Witness()
    let behavior = TestBehavior(witness: witness)
    let transport = PluginServerTransport(
        server: try ConnectionServer(
            endpoint: .unix(directory: folder.path, group: nil),
            isMultiplexed: setup.security == .multiplexed,
            security: try setup.security.server,
            limits: setup.limits,
            methods: shortMethods(behavior, runsOn: setup.executor),
            compression: MessageCompression(setup.compression),
            executor: setup.executor,
            spins: setup.spins,
            handshakeTimeout: setup.handshakeTimeout
        )
    )
    let server = GRPCServer(transport: transport, services: [GeneralTestService(behavior: behavior)])
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.serve() }
        defer { server.beginGracefulShutdown() }
        let address = try await transport.address()
        let result: Result
        do {
            let client = try await transport.server.connect(
                to: address,
                setup.security,
                limits: setup.hostLimits,
                spins: setup.spins
            )
            result = try await body(
                TestRig(
                    address: address,
                    security: setup.security,
                    client: client,
                    witness: witness,
                    transport: transport
                )
            )
        }
        witness.release.fulfil()
        server.beginGracefulShutdown()
        try await group.waitForAll()
        return result
    }
}
