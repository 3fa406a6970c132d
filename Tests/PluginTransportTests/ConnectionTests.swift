import GRPCCore
import PluginContracts
import PluginProtocol
import PluginTransport
import SwiftProtobuf
import TestSupport
import Testing

/// Connector and listener against each other, over real sockets.
@Suite struct ConnectionTests {
    /// Serves the health service, hands its address to `body`, and stops.
    @discardableResult
    private func withServer<Result: Sendable>(
        _ security: ConnectionSecurity,
        endpoint: ListeningEndpoint? = nil,
        limits: MessageLimits = .plugin,
        _ body: @escaping @Sendable (PluginAddress) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder()
        defer { withExtendedLifetime(folder) {} }
        let transport = try PluginServerTransport(
            endpoint: endpoint ?? .unix(directory: folder.path, group: nil),
            security: security,
            limits: limits,
            methods: HealthService(stopping: OneShot()).methods
        )
        let server = GRPCServer(transport: transport, services: [])
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serve() }
            let result = try await body(try await transport.address())
            server.beginGracefulShutdown()
            try await group.waitForAll()
            return result
        }
    }

    private func health(at address: PluginAddress, _ security: ConnectionSecurity) async throws -> String {
        let connection = try await PluginConnector.connect(to: address, security: security)
        return try await PluginServicesClient(transport: connection.transport).health(timeout: .seconds(60))
    }

    @Test func plaintextOverAUnixSocket() async throws {
        let answer = try await withServer(.plaintext) { try await health(at: $0, .plaintext) }
        #expect(answer == "SERVING")
    }

    @Test func plaintextOverLoopback() async throws {
        let answer = try await withServer(.plaintext, endpoint: .loopback(ports: nil)) { address in
            #expect(address.network == "tcp")
            return try await health(at: address, .plaintext)
        }
        #expect(answer == "SERVING")
    }

    @Test func mutualTLSWithPinnedCertificates() async throws {
        let (host, plugin) = (try TransportIdentity.generate(), try TransportIdentity.generate())
        let server = ConnectionSecurity.mutualTLS(identity: plugin, peerCertificateDER: host.certificateDER)
        let client = ConnectionSecurity.mutualTLS(identity: host, peerCertificateDER: plugin.certificateDER)
        let answer = try await withServer(server) { try await health(at: $0, client) }
        #expect(answer == "SERVING")
    }

    @Test func connectionThatNobodyUsesIsHarmless() async throws {
        // The transport below would end this process if it were simply let go.
        let (host, plugin) = (try TransportIdentity.generate(), try TransportIdentity.generate())
        let server = ConnectionSecurity.mutualTLS(identity: plugin, peerCertificateDER: host.certificateDER)
        let other = try TransportIdentity.generate()
        try await withServer(server) { address in
            for peer in [plugin, other] {
                let client = ConnectionSecurity.mutualTLS(identity: host, peerCertificateDER: peer.certificateDER)
                for _ in 0..<50 { _ = try? await PluginConnector.connect(to: address, security: client) }
            }
            let unused = try await PluginConnector.connect(
                to: address,
                security: .mutualTLS(identity: host, peerCertificateDER: plugin.certificateDER)
            )
            unused.transport.beginGracefulShutdown()
        }
    }

    @Test(.conforms(to: 53)) func serverWithAnotherCertificateIsRefused() async throws {
        let (host, plugin) = (try TransportIdentity.generate(), try TransportIdentity.generate())
        let server = ConnectionSecurity.mutualTLS(identity: plugin, peerCertificateDER: host.certificateDER)
        let other = try TransportIdentity.generate()
        let client = ConnectionSecurity.mutualTLS(identity: host, peerCertificateDER: other.certificateDER)
        try await withServer(server) { address in
            let error = await #expect(throws: TransportError.self) { try await health(at: address, client) }
            #expect(error?.code == .handshakeFailed)
        }
    }

    @Test(.conforms(to: 53)) func clientWithAnotherCertificateIsRefused() async throws {
        let (host, plugin) = (try TransportIdentity.generate(), try TransportIdentity.generate())
        let server = ConnectionSecurity.mutualTLS(identity: plugin, peerCertificateDER: host.certificateDER)
        let stranger = try TransportIdentity.generate()
        let client = ConnectionSecurity.mutualTLS(identity: stranger, peerCertificateDER: plugin.certificateDER)
        // Under TLS 1.3 the client learns of it only when it uses the connection.
        try await withServer(server) { address in
            await #expect(throws: (any Error).self) { try await health(at: address, client) }
        }
    }

    @Test(.conforms(to: 54)) func plaintextClientOfATLSServerIsRefused() async throws {
        let (host, plugin) = (try TransportIdentity.generate(), try TransportIdentity.generate())
        let server = ConnectionSecurity.mutualTLS(identity: plugin, peerCertificateDER: host.certificateDER)
        try await withServer(server) { address in
            await #expect(throws: (any Error).self) { try await health(at: address, .plaintext) }
        }
    }

    @Test(.conforms(to: 113, 129)) func socketIsPrivateAndGoesWithTheServer() async throws {
        let folder = try TemporaryFolder()
        try await withServer(.plaintext, endpoint: .unix(directory: folder.path, group: nil)) { address in
            let mode = try #require(fileMode(address.text))
            #expect(mode == 0o600)
        }
        #expect(folder.entries.isEmpty)
    }

    @Test func socketForAGroupIsOpenToIt() async throws {
        let folder = try TemporaryFolder()
        try await withServer(.plaintext, endpoint: .unix(directory: folder.path, group: "0")) { address in
            #expect(fileMode(address.text) == 0o660)
        }
    }

    @Test(.conforms(to: 127)) func unknownGroupIsAnError() async throws {
        let folder = try TemporaryFolder()
        let error = await #expect(throws: TransportError.self) {
            try await withServer(.plaintext, endpoint: .unix(directory: folder.path, group: "no-such-group")) { _ in }
        }
        #expect(error?.message.contains("no-such-group") == true)
        #expect(folder.entries.isEmpty)
    }

    @Test(.conforms(to: 128)) func pathThatIsTooLongIsAnError() async throws {
        let folder = try TemporaryFolder()
        let directory = folder.path + "/" + String(repeating: "d", count: 100)
        let error = await #expect(throws: TransportError.self) {
            try await withServer(.plaintext, endpoint: .unix(directory: directory, group: nil)) { _ in }
        }
        #expect(error?.code == .invalidAddress)
    }

    @Test func requestBeyondTheLimitIsRefused() async throws {
        try await withServer(.plaintext, limits: MessageLimits(inboundBytes: 1024)) { address in
            let connection = try await PluginConnector.connect(to: address, security: .plaintext)
            try await withGRPCClient(transport: connection.transport) { client in
                let health = Grpc_Health_V1_Health.Client(wrapping: client)
                let error = await #expect(throws: RPCError.self) {
                    try await health.check(.with { $0.service = String(repeating: "x", count: 4096) })
                }
                #expect(error?.code == .resourceExhausted)
            }
        }
    }
}
