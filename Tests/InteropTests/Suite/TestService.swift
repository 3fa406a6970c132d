import GRPCCore
import InteropContracts
import SwiftProtobuf

/// The service of the gRPC interoperability tests.
///
/// A handler does not learn whether a message was compressed, so `expect_compressed` is not checked, and whether answers
/// are is a matter of the transport.
struct TestService: Grpc_Testing_TestService.ServiceProtocol {
    func emptyCall(
        request: ServerRequest<Grpc_Testing_Empty>,
        context: ServerContext
    ) async throws -> ServerResponse<Grpc_Testing_Empty> {
        ServerResponse(message: Grpc_Testing_Empty())
    }

    func unaryCall(
        request: ServerRequest<Grpc_Testing_SimpleRequest>,
        context: ServerContext
    ) async throws -> ServerResponse<Grpc_Testing_SimpleResponse> {
        try request.message.responseStatus.throwIfAsked()
        return ServerResponse(
            message: .with { $0.payload = .zeros(Int(request.message.responseSize)) },
            metadata: request.metadata.echoed(EchoedMetadata.initial),
            trailingMetadata: request.metadata.echoed(EchoedMetadata.trailing)
        )
    }

    func streamingOutputCall(
        request: ServerRequest<Grpc_Testing_StreamingOutputCallRequest>,
        context: ServerContext
    ) async throws -> StreamingServerResponse<Grpc_Testing_StreamingOutputCallResponse> {
        StreamingServerResponse { writer in
            try await answer(request.message, to: writer)
            try request.message.responseStatus.throwIfAsked()
            return [:]
        }
    }

    func streamingInputCall(
        request: StreamingServerRequest<Grpc_Testing_StreamingInputCallRequest>,
        context: ServerContext
    ) async throws -> ServerResponse<Grpc_Testing_StreamingInputCallResponse> {
        var total = 0
        for try await message in request.messages { total += message.payload.body.count }
        let size = Int32(clamping: total)
        return ServerResponse(message: .with { $0.aggregatedPayloadSize = size })
    }

    func fullDuplexCall(
        request: StreamingServerRequest<Grpc_Testing_StreamingOutputCallRequest>,
        context: ServerContext
    ) async throws -> StreamingServerResponse<Grpc_Testing_StreamingOutputCallResponse> {
        StreamingServerResponse(metadata: request.metadata.echoed(EchoedMetadata.initial)) { writer in
            for try await message in request.messages {
                try await answer(message, to: writer)
                try message.responseStatus.throwIfAsked()
            }
            return request.metadata.echoed(EchoedMetadata.trailing)
        }
    }

    func halfDuplexCall(
        request: StreamingServerRequest<Grpc_Testing_StreamingOutputCallRequest>,
        context: ServerContext
    ) async throws -> StreamingServerResponse<Grpc_Testing_StreamingOutputCallResponse> {
        StreamingServerResponse { writer in
            var all: [Grpc_Testing_StreamingOutputCallRequest] = []
            for try await message in request.messages { all.append(message) }
            for message in all { try await answer(message, to: writer) }
            return [:]
        }
    }

    func unimplementedCall(
        request: ServerRequest<Grpc_Testing_Empty>,
        context: ServerContext
    ) async throws -> ServerResponse<Grpc_Testing_Empty> {
        throw RPCError(code: .unimplemented, message: "no server implements this method")
    }

    private func answer(
        _ request: Grpc_Testing_StreamingOutputCallRequest,
        to writer: RPCWriter<Grpc_Testing_StreamingOutputCallResponse>
    ) async throws {
        for parameters in request.responseParameters {
            if parameters.intervalUs > 0 {
                try await Task.sleep(for: .microseconds(Int64(parameters.intervalUs)))
            }
            try await writer.write(.with { $0.payload = .zeros(Int(parameters.size)) })
        }
    }
}

/// The metadata that the service sends back, at the beginning and at the end of a call.
enum EchoedMetadata {
    static let initial = "x-grpc-test-echo-initial"
    static let trailing = "x-grpc-test-echo-trailing"
}

extension Metadata {
    /// The text under a name, and the bytes under the same name with `-bin`.
    fileprivate func echoed(_ name: String) -> Metadata {
        var echo = Metadata()
        for value in self[stringValues: name] { echo.addString(value, forKey: name) }
        for value in self[binaryValues: "\(name)-bin"] { echo.addBinary(value, forKey: "\(name)-bin") }
        return echo
    }
}

extension Grpc_Testing_EchoStatus {
    fileprivate func throwIfAsked() throws {
        guard code != 0 else { return }
        let code = Status.Code(rawValue: Int(code)).flatMap { RPCError.Code($0) }
        throw RPCError(code: code ?? .unknown, message: message)
    }
}
