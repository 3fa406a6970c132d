import GRPCCore
import GRPCInProcessTransport

/// Runs a body with a client of the services, over messages in memory.
func withClient(
    of services: [any RegistrableRPCService],
    _ body: @escaping @Sendable (GRPCClient<InProcessTransport.Client>) async throws -> Void
) async throws {
    let transport = InProcessTransport()
    try await withGRPCServer(transport: transport.server, services: services) { _ in
        try await withGRPCClient(transport: transport.client) { try await body($0) }
    }
}

/// How long calls may take in tests: they wait for a thread of the pool while other tests compute.
let patience: Duration = .seconds(300)
