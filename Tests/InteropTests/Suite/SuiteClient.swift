import GRPCCore
import InteropContracts
import SwiftProtobuf

/// The cases of the gRPC interoperability tests, as calls on any transport.
struct SuiteClient<Transport: ClientTransport>: Sendable {
    typealias Request = Grpc_Testing_StreamingOutputCallRequest
    typealias Response = Grpc_Testing_StreamingOutputCallResponse

    let test: Grpc_Testing_TestService.Client<Transport>
    let unimplemented: Grpc_Testing_UnimplementedService.Client<Transport>
    /// Whether the server can tell that a request is compressed.
    let seesCompression: Bool

    init(_ client: GRPCClient<Transport>, seesCompression: Bool) {
        test = Grpc_Testing_TestService.Client(wrapping: client)
        unimplemented = Grpc_Testing_UnimplementedService.Client(wrapping: client)
        self.seesCompression = seesCompression
    }

    /// A request of the standard size for an answer of the standard size.
    var largeRequest: Grpc_Testing_SimpleRequest {
        .with { ($0.responseSize, $0.payload) = (Int32(SuiteSizes.largeResponse), .zeros(SuiteSizes.largeRequest)) }
    }

    /// A request of one size for an answer of another.
    func ask(_ response: Int, with request: Int) -> Request {
        .with {
            $0.responseParameters = [.with { $0.size = Int32(response) }]
            $0.payload = .zeros(request)
        }
    }

    func expect(_ condition: Bool, _ otherwise: @autoclosure () -> String) throws(SuiteFailure) {
        guard condition else { throw SuiteFailure(otherwise()) }
    }

    func expect(_ payload: Grpc_Testing_Payload, isZeros size: Int) throws(SuiteFailure) {
        try expect(payload.isZeros(size), "\(payload.body.count) bytes, not \(size) zeros")
    }

    /// Expects payloads of these sizes, and no more.
    func expect(_ response: StreamingClientResponse<Response>, _ sizes: [Int]) async throws {
        var count = 0
        for try await message in response.messages {
            try expect(count < sizes.count, "one message more than asked for")
            try expect(message.payload, isZeros: sizes[count])
            count += 1
        }
        try expect(count == sizes.count, "\(count) messages, not \(sizes.count)")
    }

    /// Expects that a call fails with this status.
    func expect(
        _ code: RPCError.Code,
        message: String? = nil,
        from call: () async throws -> Void
    ) async throws {
        do {
            try await call()
        } catch let error as RPCError {
            try expect(error.code == code, "\(error), not \(code)")
            try expect(message == nil || error.message == message, "the message is \"\(error.message)\"")
            return
        }
        throw SuiteFailure("the call succeeded; it should fail with \(code)")
    }
}

/// The sizes of payloads that the description of the cases fixes, in bytes.
enum SuiteSizes {
    static let requests = [27182, 8, 1828, 45904]
    static let responses = [31415, 9, 2653, 58979]
    static let largeRequest = 271_828
    static let largeResponse = 314_159
    /// The largest message that both sides take: the default of every gRPC library.
    static let messageLimit = 4 * 1024 * 1024
}
