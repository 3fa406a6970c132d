package import GRPCCore
package import PluginContracts
import SwiftProtobuf

/// The gRPC health service of a plugin: `SERVING` for the service `plugin`, which go-plugin hosts ping, and for the
/// server as a whole.
package struct HealthService: Grpc_Health_V1_Health.SimpleServiceProtocol {
    /// The service name that go-plugin hosts ask about.
    package static let pluginServiceName = "plugin"

    private let known: Set<String> = ["", pluginServiceName]
    private let stopping: OneShot<Void>

    /// - Parameter stopping: fulfilled when the plugin is about to end; watchers are told so.
    package init(stopping: OneShot<Void>) {
        self.stopping = stopping
    }

    package func check(
        request: Grpc_Health_V1_HealthCheckRequest,
        context: ServerContext
    ) async throws -> Grpc_Health_V1_HealthCheckResponse {
        guard known.contains(request.service) else {
            throw RPCError(code: .notFound, message: "unknown service")
        }
        return .with { $0.status = current }
    }

    package func list(
        request: Grpc_Health_V1_HealthListRequest,
        context: ServerContext
    ) async throws -> Grpc_Health_V1_HealthListResponse {
        .with { response in
            for name in known {
                response.statuses[name] = .with { $0.status = current }
            }
        }
    }

    package func watch(
        request: Grpc_Health_V1_HealthCheckRequest,
        response: RPCWriter<Grpc_Health_V1_HealthCheckResponse>,
        context: ServerContext
    ) async throws {
        let isKnown = known.contains(request.service)
        try await response.write(.with { $0.status = isKnown ? current : .serviceUnknown })
        try await stopping.value()
        if isKnown {
            try await response.write(.with { $0.status = .notServing })
        }
    }

    private var current: Grpc_Health_V1_HealthCheckResponse.ServingStatus {
        stopping.outcome == nil ? .serving : .notServing
    }
}
