import GRPCCore
import GRPCProtobuf
import PluginContracts
import SwiftProtobuf

/// The host's side of the services that every go-plugin plugin has: controller, health, stdio and reflection.
package struct PluginServicesClient: Sendable {
    private static let shutdown = UnaryMethod<Plugin_Empty, Plugin_Empty>(
        Plugin_GRPCController.Method.Shutdown.descriptor
    )
    private static let check = UnaryMethod<Grpc_Health_V1_HealthCheckRequest, Grpc_Health_V1_HealthCheckResponse>(
        Grpc_Health_V1_Health.Method.Check.descriptor
    )
    private static let stdio = ServerStreamMethod<Google_Protobuf_Empty, Plugin_StdioData>(
        Plugin_GRPCStdio.Method.StreamStdio.descriptor
    )

    private let transport: PluginClientTransport

    /// - Parameter transport: a connection to the plugin.
    package init(transport: PluginClientTransport) {
        self.transport = transport
    }

    /// Asks the plugin to end.
    ///
    /// - Throws: `RPCError`. `unavailable` means that it closed the connection instead of answering: that is success.
    package func shutdown(timeout: Duration) async throws {
        var options = CallOptions.defaults
        options.timeout = timeout
        _ = try await transport.call(Self.shutdown, Plugin_Empty(), options: options)
    }

    /// The health of the service `plugin`, as text such as `SERVING`; `UNIMPLEMENTED` when the plugin has no health
    /// service.
    package func health(timeout: Duration) async throws -> String {
        var options = CallOptions.defaults
        options.timeout = timeout
        let request = Grpc_Health_V1_HealthCheckRequest.with { $0.service = HealthService.pluginServiceName }
        do {
            return switch try await transport.call(Self.check, request, options: options).message.status {
            case .unknown: "UNKNOWN"
            case .serving: "SERVING"
            case .notServing: "NOT_SERVING"
            case .serviceUnknown: "SERVICE_UNKNOWN"
            case .UNRECOGNIZED(let value): "UNRECOGNIZED(\(value))"
            }
        } catch let error as RPCError where error.code == .unimplemented || error.code == .notFound {
            return error.code == .notFound ? "NOT_FOUND" : "UNIMPLEMENTED"
        }
    }

    /// Hands over what the plugin prints, piece by piece, until the stream or the connection ends.
    ///
    /// - Returns: false when the plugin has no such stream (old go-plugin versions).
    package func streamStdio(
        _ receive: @escaping @Sendable (StdioPiece) async -> Void
    ) async throws -> Bool {
        do {
            try await transport.call(Self.stdio, Google_Protobuf_Empty()) { responses in
                while let message = try await responses.next() {
                    // An unknown channel is a newer protocol's: dropped, and the stream lives on.
                    let channel: StdioChannel
                    switch message.channel {
                    case .stdout: channel = .standardOutput
                    case .stderr: channel = .standardError
                    case .invalid, .UNRECOGNIZED: continue
                    }
                    await receive(StdioPiece(channel: channel, bytes: Array(message.data)))
                }
            }
            return true
        } catch let error as RPCError where error.code == .unimplemented {
            return false
        }
    }

    /// The full names of the plugin's services, or nil when it has no reflection.
    ///
    /// - Throws: `RPCError` when the plugin answers something else, or not within `timeout`.
    package func services(timeout: Duration) async throws -> [String]? {
        for service in DescriptorIndex.reflectionServices {
            if let names = try await services(through: service, timeout: timeout) { return names.sorted() }
        }
        return nil
    }

    /// The files of the contract of some services, each a serialized `FileDescriptorProto`, with all that they import; nil
    /// when the plugin has no reflection.
    ///
    /// - Throws: `RPCError` when the plugin does not know them, or there is too much of them.
    package func schema(of services: [String], timeout: Duration) async throws -> [[UInt8]]? {
        try await SchemaReader(transport: transport).files(of: services, timeout: timeout)
    }

    /// How many services a plugin may list; more are not shown.
    private static let maximumServices = 1000

    private func services(through service: String, timeout: Duration) async throws -> [String]? {
        var options = CallOptions.defaults
        options.timeout = timeout
        let request = StreamingClientRequest<Grpc_Reflection_V1_ServerReflectionRequest> { writer in
            try await writer.write(.with { $0.listServices = "*" })
        }
        do {
            return try await GRPCClient(transport: transport).bidirectionalStreaming(
                request: request,
                descriptor: MethodDescriptor(fullyQualifiedService: service, method: "ServerReflectionInfo"),
                serializer: ProtobufSerializer<Grpc_Reflection_V1_ServerReflectionRequest>(),
                deserializer: ProtobufDeserializer<Grpc_Reflection_V1_ServerReflectionResponse>(),
                options: options
            ) { response in
                for try await message in response.messages {
                    return message.listServicesResponse.service.prefix(Self.maximumServices).map(\.name)
                }
                return []
            }
        } catch let error as RPCError where error.code == .unimplemented {
            return nil
        }
    }
}
