import BenchContracts
import GRPCCore
import SwiftProtobuf

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The service for messages and streams.
struct BenchService: Bench_Bench.SimpleServiceProtocol {
    /// Bounds what a Download request can make the plugin allocate, in bytes.
    static let largestChunk: UInt32 = 16 << 20

    func echo(request: Bench_Payload, context: ServerContext) async throws -> Bench_Payload {
        request
    }

    func download(
        request: Bench_DownloadRequest,
        response: RPCWriter<Bench_Payload>,
        context: ServerContext
    ) async throws {
        guard request.size <= Self.largestChunk else {
            throw RPCError(code: .invalidArgument, message: "a chunk has at most \(Self.largestChunk) bytes")
        }
        var chunk = Bench_Payload()
        chunk.data = Data(count: Int(request.size))
        for _ in 0..<request.chunks { try await response.write(chunk) }
    }

    func upload(
        request: RPCAsyncSequence<Bench_Payload, any Error>,
        context: ServerContext
    ) async throws -> Bench_Received {
        var received = Bench_Received()
        for try await chunk in request { received.bytes &+= UInt64(chunk.data.count) }
        return received
    }
}
