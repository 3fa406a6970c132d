import GRPCCore
import InteropContracts
import SwiftProtobuf

extension SuiteClient {
    func cancelAfterBegin() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let call = Task {
            _ = try await test.streamingInputCall { _ in
                begin.finish()
                try await untilCancelled()
            }
        }
        for await _ in begun {}
        call.cancel()
        try await expectCancelled(call)
    }

    func cancelAfterFirstResponse() async throws {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let call = Task {
            defer { begin.finish() }
            try await test.fullDuplexCall { writer in
                try await writer.write(ask(SuiteSizes.responses[0], with: SuiteSizes.requests[0]))
                try await untilCancelled()
            } onResponse: { response in
                for try await message in response.messages {
                    try expect(message.payload, isZeros: SuiteSizes.responses[0])
                    begin.finish()
                }
            }
        }
        for await _ in begun {}
        call.cancel()
        try await expectCancelled(call)
    }

    /// The call must end as cancelled, by whichever of the two errors the caller's side has for it.
    private func expectCancelled(_ call: Task<Void, any Error>) async throws {
        do {
            try await call.value
        } catch is CancellationError {
            return
        } catch let error as RPCError {
            try expect(error.code == .cancelled, "\(error), not cancelled")
            return
        }
        throw SuiteFailure("the call succeeded although it was cancelled")
    }

    func timeoutOnSleepingServer() async throws {
        var options = CallOptions.defaults
        options.timeout = .milliseconds(1)
        let limited = options
        try await expect(.deadlineExceeded) {
            try await test.fullDuplexCall(options: limited) { writer in
                try await writer.write(.with { $0.payload = .zeros(SuiteSizes.requests[0]) })
                try await untilCancelled()
            } onResponse: {
                try await expect($0, [])
            }
        }
    }

    /// Has the server answer a status, on a unary call and on a stream.
    func status(message: String) async throws {
        let code = Int32(Status.Code.unknown.rawValue)
        let status = Grpc_Testing_EchoStatus.with { ($0.code, $0.message) = (code, message) }
        try await expect(.unknown, message: message) {
            _ = try await test.unaryCall(.with { $0.responseStatus = status })
        }
        try await expect(.unknown, message: message) {
            try await test.fullDuplexCall { writer in
                try await writer.write(.with { $0.responseStatus = status })
            } onResponse: {
                try await expect($0, [])
            }
        }
    }

    func unimplementedMethod() async throws {
        try await expect(.unimplemented) { _ = try await test.unimplementedCall(Grpc_Testing_Empty()) }
    }

    func unimplementedService() async throws {
        try await expect(.unimplemented) { _ = try await unimplemented.unimplementedCall(Grpc_Testing_Empty()) }
    }

    /// Requests and answers of the largest size, and one byte more, which is one failed call and no more.
    func messageLimits() async throws {
        let limit = SuiteSizes.messageLimit
        let request = try fill(limit) { size in Grpc_Testing_SimpleRequest.with { $0.payload = .zeros(size) } }
        _ = try await test.unaryCall(.with { $0.payload = .zeros(request) })
        try await expect(.resourceExhausted) {
            _ = try await test.unaryCall(.with { $0.payload = .zeros(request + 1) })
        }
        let response = try fill(limit) { size in Grpc_Testing_SimpleResponse.with { $0.payload = .zeros(size) } }
        let answer = try await test.unaryCall(.with { $0.responseSize = Int32(response) })
        try expect(answer.payload, isZeros: response)
        try await expect(.resourceExhausted) {
            _ = try await test.unaryCall(.with { $0.responseSize = Int32(response + 1) })
        }
        try await emptyUnary()
    }

    /// The payload size at which the message has exactly `total` bytes.
    private func fill(_ total: Int, _ message: (Int) -> some Message) throws -> Int {
        func length(_ size: Int) throws -> Int { (try message(size).serializedBytes() as [UInt8]).count }
        let size = try 2 * total - length(total)
        try expect(try length(size) == total, "no payload makes a message of \(total) bytes")
        return size
    }
}

/// Waits until the task is cancelled.
private func untilCancelled() async throws {
    let (never, continuation) = AsyncStream.makeStream(of: Never.self)
    for await _ in never {}
    continuation.finish()
    throw CancellationError()
}
