import GRPCCore
import InteropContracts
import SwiftProtobuf

extension SuiteClient {
    func emptyUnary() async throws {
        _ = try await test.emptyCall(Grpc_Testing_Empty())
    }

    func largeUnary() async throws {
        try expect(try await test.unaryCall(largeRequest).payload, isZeros: SuiteSizes.largeResponse)
    }

    func clientStreaming() async throws {
        let answer = try await test.streamingInputCall { writer in
            for size in SuiteSizes.requests { try await writer.write(.with { $0.payload = .zeros(size) }) }
        }
        try expect(answer.aggregatedPayloadSize == 74922, "the server counted \(answer.aggregatedPayloadSize) bytes")
    }

    func serverStreaming() async throws {
        let request = Request.with {
            $0.responseParameters = SuiteSizes.responses.map { size in .with { $0.size = Int32(size) } }
        }
        try await test.streamingOutputCall(request) { try await expect($0, SuiteSizes.responses) }
    }

    /// Each request waits for the answer to the one before.
    func pingPong() async throws {
        let (answers, answered) = AsyncStream.makeStream(of: Void.self)
        try await test.fullDuplexCall { writer in
            var iterator = answers.makeAsyncIterator()
            for (request, response) in zip(SuiteSizes.requests, SuiteSizes.responses) {
                try await writer.write(ask(response, with: request))
                guard await iterator.next() != nil else { throw SuiteFailure("the answers ended early") }
            }
        } onResponse: { response in
            defer { answered.finish() }
            var sizes = SuiteSizes.responses[...]
            for try await message in response.messages {
                guard let size = sizes.popFirst() else { throw SuiteFailure("one message more than asked for") }
                try expect(message.payload, isZeros: size)
                answered.yield()
            }
            try expect(sizes.isEmpty, "\(sizes.count) answers are missing")
        }
    }

    func emptyStream() async throws {
        try await test.fullDuplexCall { _ in
        } onResponse: {
            try await expect($0, [])
        }
    }

    func halfDuplex() async throws {
        try await test.halfDuplexCall { writer in
            for (request, response) in zip(SuiteSizes.requests, SuiteSizes.responses) {
                try await writer.write(ask(response, with: request))
            }
        } onResponse: {
            try await expect($0, SuiteSizes.responses)
        }
    }

    func customMetadata() async throws {
        var metadata: Metadata = [
            EchoedMetadata.initial: "test_initial_metadata_value",
            EchoedMetadata.trailing: "test_trailing_metadata_value",
        ]
        let initial: [[UInt8]] = [[0xab, 0xab, 0xab], [0, 0xff]]
        let trailing: [[UInt8]] = [[0xab, 0xab, 0xab], [0]]
        for value in initial { metadata.addBinary(value, forKey: "\(EchoedMetadata.initial)-bin") }
        for value in trailing { metadata.addBinary(value, forKey: "\(EchoedMetadata.trailing)-bin") }

        let sent = metadata
        let check: @Sendable (Metadata, String, [[UInt8]]) throws -> Void = { came, name, expected in
            let (texts, values) = (Array(came[stringValues: name]), Array(came[binaryValues: "\(name)-bin"]))
            try expect(texts == Array(sent[stringValues: name]), "\(name): \(texts)")
            try expect(values == expected, "\(name)-bin: \(values)")
        }
        try await test.unaryCall(largeRequest, metadata: sent) { response in
            try expect(try response.message.payload, isZeros: SuiteSizes.largeResponse)
            try check(response.metadata, EchoedMetadata.initial, initial)
            try check(response.trailingMetadata, EchoedMetadata.trailing, trailing)
        }
        try await test.fullDuplexCall(metadata: sent) { writer in
            try await writer.write(ask(SuiteSizes.largeResponse, with: SuiteSizes.largeRequest))
        } onResponse: { response in
            try check(response.metadata, EchoedMetadata.initial, initial)
            var parts = 0
            for try await part in response.bodyParts {
                parts += 1
                switch part {
                case .message(let message): try expect(message.payload, isZeros: SuiteSizes.largeResponse)
                case .trailingMetadata(let came): try check(came, EchoedMetadata.trailing, trailing)
                }
            }
            try expect(parts == 2, "\(parts) parts, not a message and trailing metadata")
        }
    }

    /// 500 calls at once, some of them large.
    func concurrentCalls() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<500 {
                group.addTask { try await index % 25 == 0 ? largeUnary() : pingPong() }
            }
            try await group.waitForAll()
        }
    }
}
