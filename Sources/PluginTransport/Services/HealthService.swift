import GRPCCore
import PluginContracts
import SwiftProtobuf

/// The gRPC health service of a plugin: `SERVING` for the service `plugin`, which go-plugin hosts ping, and for the
/// server as a whole.
package struct HealthService: Sendable {
    /// The service name that go-plugin hosts ask about.
    package static let pluginServiceName = "plugin"

    private let known: Set<String> = ["", pluginServiceName]
    private let stopping: OneShot<Void>

    /// - Parameter stopping: fulfilled when the plugin is about to end; watchers are told so.
    package init(stopping: OneShot<Void>) {
        self.stopping = stopping
    }

    /// What it serves.
    package var methods: [ServerMethod] {
        [
            .unary(Grpc_Health_V1_Health.Method.Check.descriptor, runsOn: .connection) { request, _ in
                try check(request)
            },
            .unary(Grpc_Health_V1_Health.Method.List.descriptor, runsOn: .connection) { request, _ in
                list(request)
            },
            .serverStream(Grpc_Health_V1_Health.Method.Watch.descriptor) { request, writer, _ in
                try await watch(request, writer)
            },
        ]
    }

    private func check(
        _ request: Grpc_Health_V1_HealthCheckRequest
    ) throws -> Grpc_Health_V1_HealthCheckResponse {
        guard known.contains(request.service) else {
            throw RPCError(code: .notFound, message: "unknown service")
        }
        return .with { $0.status = current }
    }

    private func list(_ request: Grpc_Health_V1_HealthListRequest) -> Grpc_Health_V1_HealthListResponse {
        .with { response in
            for name in known {
                response.statuses[name] = .with { $0.status = current }
            }
        }
    }

    private func watch(
        _ request: Grpc_Health_V1_HealthCheckRequest,
        _ writer: TypedResponseWriter<Grpc_Health_V1_HealthCheckResponse>
    ) async throws {
        let isKnown = known.contains(request.service)
        try await writer.write(.with { $0.status = isKnown ? current : .serviceUnknown })
        try await stopping.value()
        if isKnown {
            try await writer.write(.with { $0.status = .notServing })
        }
    }

    private var current: Grpc_Health_V1_HealthCheckResponse.ServingStatus {
        stopping.outcome == nil ? .serving : .notServing
    }
}
