import GRPCCore
import PluginContracts
import PluginProtocol
import Synchronization
import TestSupport
import Testing

@testable import PluginTransport

/// How the connections of a broker are made and protected.
struct BrokerSetup: Sendable, CaseIterable, CustomTestStringConvertible {
    var isMultiplexed = false
    var security = TestSecurity.plaintext
    /// Ports of 127.0.0.1 in place of Unix sockets.
    var isTCP = false

    static let allCases = [false, true].flatMap { isMultiplexed in
        TestSecurity.onSockets.map { BrokerSetup(isMultiplexed: isMultiplexed, security: $0) }
    }

    var testDescription: String { "\(isMultiplexed ? "multiplexed" : "sockets"), \(security.testDescription)" }
}

/// A host and a plugin in one process, with the broker between them.
struct BrokerRig: Sendable {
    let host: PluginBroker
    let plugin: PluginBroker
    /// The main connection.
    let client: PluginClientTransport
    let folder: String

    /// Makes a call on the main connection, to see that it lives.
    func check() async throws {
        let health = try await PluginServicesClient(transport: client).health(timeout: .seconds(60))
        #expect(health == "SERVING")
    }
}

/// Connects both ends, and ends them when `body` has returned.
func withBroker(
    _ setup: BrokerSetup,
    observer: (any PluginCallObserver)? = nil,
    _ body: @escaping @Sendable (BrokerRig) async throws -> Void
) async throws {
    let folder = try TemporaryFolder()
    defer { withExtendedLifetime(folder) {} }
    let stopping = OneShot<Void>()
    let endpoint = setup.isTCP ? ListeningEndpoint.loopback(ports: nil) : .unix(directory: folder.path, group: nil)
    let pluginBroker = PluginBroker()
    let service = BrokerService(
        broker: pluginBroker,
        sockets: BrokerSockets(endpoint: endpoint),
        connections: BrokerConnections(
            security: try setup.security.server,
            serving: .plugin,
            peerName: "the host"
        ),
        stopping: stopping
    )
    let transport = try PluginServerTransport(
        endpoint: endpoint,
        isMultiplexed: setup.isMultiplexed,
        security: try setup.security.server,
        limits: .plugin,
        methods: service.methods + HealthService(stopping: stopping).methods
    )
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await GRPCServer(transport: transport, services: []).serve() }
        defer { transport.beginGracefulShutdown() }
        let connection = try await PluginConnector.connect(
            to: try await transport.address(),
            security: try setup.security.client,
            multiplexed: setup.isMultiplexed,
            timeout: .seconds(60)
        )
        let rig = BrokerRig(
            host: PluginBroker(),
            plugin: pluginBroker,
            client: connection.transport,
            folder: folder.path
        )
        let link = try BrokerLink(
            .streams(of: connection) ?? .sockets(BrokerSockets(endpoint: endpoint)),
            BrokerConnections(
                security: try setup.security.client,
                serving: .plugin,
                peerName: "the plugin",
                observer: observer
            )
        )
        let hosting = Task { try await rig.host.run(on: rig.client, link) }
        defer { hosting.cancel() }
        try await body(rig)
        stopping.fulfil()
        hosting.cancel()
        _ = await hosting.result
        rig.client.beginGracefulShutdown()
        transport.beginGracefulShutdown()
        try await group.waitForAll()
    }
}
