import GRPCCore
import InteropContracts
import SwiftProtobuf

extension SuiteClient {
    private func options(compressed: Bool) -> CallOptions {
        var options = CallOptions.defaults
        options.compression = compressed ? .gzip : CompressionAlgorithm.none
        return options
    }

    func clientCompressedUnary() async throws {
        if seesCompression {
            try await expect(.invalidArgument) {
                _ = try await unary(claimed: true, compressed: false)
            }
        }
        for compressed in [true, false] {
            let answer = try await unary(claimed: compressed, compressed: compressed)
            try expect(answer.payload, isZeros: SuiteSizes.largeResponse)
        }
    }

    private func unary(claimed: Bool, compressed: Bool) async throws -> Grpc_Testing_SimpleResponse {
        var request = largeRequest
        request.expectCompressed.value = claimed
        return try await test.unaryCall(request, options: options(compressed: compressed))
    }

    /// Asks for a compressed answer, with requests of both kinds: some servers answer in kind only.
    func serverCompressedUnary() async throws {
        for (wanted, compressed) in [(true, true), (true, false), (false, false)] {
            var request = largeRequest
            request.responseCompressed.value = wanted
            let answer = try await test.unaryCall(request, options: options(compressed: compressed))
            try expect(answer.payload, isZeros: SuiteSizes.largeResponse)
        }
    }

    func clientCompressedStreaming() async throws {
        if seesCompression {
            try await expect(.invalidArgument) {
                _ = try await stream(claimed: true, compressed: false)
            }
        }
        for compressed in [true, false] {
            let total = try await stream(claimed: compressed, compressed: compressed)
            try expect(total == 73086, "the server counted \(total) bytes")
        }
    }

    private func stream(claimed: Bool, compressed: Bool) async throws -> Int32 {
        try await test.streamingInputCall(options: options(compressed: compressed)) { writer in
            for size in [27182, 45904] {
                try await writer.write(.with { ($0.payload, $0.expectCompressed.value) = (.zeros(size), claimed) })
            }
        }.aggregatedPayloadSize
    }

    func serverCompressedStreaming() async throws {
        let sizes = [31415, 92653]
        for (wanted, compressed) in [(true, true), (true, false), (false, false)] {
            let request = Request.with {
                $0.responseParameters = sizes.map { size in
                    .with { ($0.size, $0.compressed.value) = (Int32(size), wanted) }
                }
            }
            try await test.streamingOutputCall(request, options: options(compressed: compressed)) {
                try await expect($0, sizes)
            }
        }
    }
}
