import GRPCCore
import HTTP2Engine
import PluginProtocol
import TestSupport

@testable import PluginTransport

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
        try await PluginConnector.connect(
            to: address,
            security: try security.client,
            limits: limits,
            spins: spins,
            timeout: .seconds(60)
        ).transport
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
            let connection = try await PluginConnector.connect(
                to: address,
                security: try setup.security.client,
                limits: setup.hostLimits,
                spins: setup.spins,
                timeout: .seconds(60)
            )
            result = try await body(
                TestRig(
                    address: address,
                    security: setup.security,
                    client: connection.transport,
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
