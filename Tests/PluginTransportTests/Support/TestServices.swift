import GRPCCore

@testable import PluginTransport

/// The metadata that an echo sends back: what the caller asked for.
private func asked(_ metadata: Metadata) -> Metadata {
    Metadata(metadata.filter { $0.key.hasPrefix("ask-") })
}

/// The test methods on the short way.
func shortMethods(_ behavior: TestBehavior, runsOn executor: HandlerExecutor = .pool) -> [ServerMethod] {
    TestMethod.allCases.compactMap { method in
        let descriptor = Served.short.descriptor(method)
        switch method.type {
        case .unary:
            return .unary(descriptor, serializer: RawBytes(), deserializer: RawBytes(), runsOn: executor) {
                (request: [UInt8], call: ServerCall) in
                call.metadata = asked(call.requestMetadata)
                call.trailingMetadata = asked(call.requestMetadata)
                let exchange = TestExchange(metadata: call.requestMetadata) { call.isCancelled }
                return try await behavior.unary(method, request, exchange)
            }
        case .serverStreaming:
            return .serverStream(descriptor, serializer: RawBytes(), deserializer: RawBytes(), runsOn: executor) {
                (request: [UInt8], writer: TypedResponseWriter<[UInt8]>, call: ServerCall) in
                call.metadata = asked(call.requestMetadata)
                call.trailingMetadata = asked(call.requestMetadata)
                try await behavior.stream(method, request) { try await writer.write($0) }
            }
        case .clientStreaming, .bidirectionalStreaming:
            return nil
        }
    }
}

/// The test methods as a service of the general server.
struct GeneralTestService: RegistrableRPCService {
    let behavior: TestBehavior

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for method in TestMethod.allCases {
            router.registerHandler(
                forMethod: Served.general.descriptor(method),
                deserializer: RawBytes(),
                serializer: RawBytes()
            ) { [behavior] (request: StreamingServerRequest<[UInt8]>, context) in
                try await Self.serve(method, request, context, behavior)
            }
        }
    }

    private static func serve(
        _ method: TestMethod,
        _ request: StreamingServerRequest<[UInt8]>,
        _ context: ServerContext,
        _ behavior: TestBehavior
    ) async throws -> StreamingServerResponse<[UInt8]> {
        let metadata = asked(request.metadata)
        switch method.type {
        case .unary:
            let single = try await ServerRequest(stream: request)
            let exchange = TestExchange(metadata: request.metadata) { context.cancellation.isCancelled }
            let answer = try await behavior.unary(method, single.message, exchange)
            return StreamingServerResponse(
                single: ServerResponse(message: answer, metadata: metadata, trailingMetadata: metadata)
            )
        case .serverStreaming:
            let single = try await ServerRequest(stream: request)
            return StreamingServerResponse(metadata: metadata) { writer in
                try await behavior.stream(method, single.message) { try await writer.write($0) }
                return metadata
            }
        case .clientStreaming:
            var count = 0
            for try await message in request.messages {
                count += message.count
                guard method == .stalled else { continue }
                behavior.witness.waiting.fulfil()
                try await behavior.witness.release.value()
            }
            return StreamingServerResponse(
                single: ServerResponse(message: UInt32(count).bigEndianBytes, metadata: metadata)
            )
        case .bidirectionalStreaming:
            return StreamingServerResponse(metadata: metadata) { writer in
                for try await message in request.messages { try await writer.write(message) }
                return metadata
            }
        }
    }
}
