import GRPCCore
import GRPCNIOTransportHTTP2Posix
import PluginProtocol
import PluginTransport
import TestSupport

/// Who is on one end of a connection of the interoperability tests.
enum SuiteEnd: String, Sendable, CaseIterable {
    /// This engine's own transport.
    case own
    /// The transport of grpc-swift.
    case stock
    case go
    case cpp
    case python

    /// Whether it is a program of `Interop/suite`.
    var isProgram: Bool { self == .go || self == .cpp || self == .python }

    /// Whether its server can tell that a request is compressed: grpcio and handlers in Swift cannot.
    var seesCompression: Bool { self == .go || self == .cpp }
}

/// Connects with this engine.
func connectOwn(
    to address: PluginAddress,
    security: ConnectionSecurity = .plaintext
) async throws -> PluginClientTransport {
    try await PluginConnector.connect(
        to: address,
        security: security,
        limits: MessageLimits(inboundBytes: SuiteSizes.messageLimit),
        timeout: .seconds(60)
    ).transport
}

/// Makes a client of this engine for as long as `body` runs.
func withOwnClient<Result: Sendable>(
    of address: PluginAddress,
    security: ConnectionSecurity = .plaintext,
    body: (GRPCClient<PluginClientTransport>) async throws -> Result
) async throws -> Result {
    try await withGRPCClient(transport: connectOwn(to: address, security: security), handleClient: body)
}

/// Makes a client of grpc-swift for as long as `body` runs.
///
/// It gives a connection up that brings more than 200 PINGs in half a minute, as connections from C++ do; its calls then
/// wait for the next.
func withStockClient<Result: Sendable>(
    of path: String,
    body: (GRPCClient<HTTP2ClientTransport.Posix>) async throws -> Result
) async throws -> Result {
    let transport = try HTTP2ClientTransport.Posix(
        target: .unixDomainSocket(path: path, authority: "localhost"),
        transportSecurity: .plaintext,
        config: .defaults { $0.compression.enabledAlgorithms = .gzip },
        serviceConfig: ServiceConfig(
            methodConfig: [MethodConfig(names: [MethodConfig.Name(service: "", method: "")], waitForReady: true)]
        )
    )
    return try await withGRPCClient(transport: transport, handleClient: body)
}

/// Serves the test service on this engine's transport for as long as `body` runs; answers are compressed.
func withOwnServer<Result: Sendable>(
    at endpoint: ListeningEndpoint,
    security: ConnectionSecurity = .plaintext,
    body: (PluginAddress) async throws -> Result
) async throws -> Result {
    let transport = try PluginServerTransport(
        endpoint: endpoint,
        security: security,
        limits: MessageLimits(inboundBytes: SuiteSizes.messageLimit),
        compression: .gzip
    )
    return try await withGRPCServer(transport: transport, services: [TestService()]) { _ in
        try await body(try await transport.address())
    }
}

/// Serves the test service on grpc-swift's transport for as long as `body` runs; answers are compressed.
///
/// Unless told how many calls may be open at a time it allows 100 and does not say so.
func withStockServer<Result: Sendable>(
    at path: String,
    body: (PluginAddress) async throws -> Result
) async throws -> Result {
    let transport = HTTP2ServerTransport.Posix(
        address: .unixDomainSocket(path: path),
        transportSecurity: .plaintext,
        config: .defaults {
            $0.compression.enabledAlgorithms = .gzip
            $0.http2.maxConcurrentStreams = 1000
        }
    )
    return try await withGRPCServer(transport: transport, services: [TestService()]) { server in
        _ = try await server.listeningAddress
        return try await body(.unix(path: path))
    }
}
