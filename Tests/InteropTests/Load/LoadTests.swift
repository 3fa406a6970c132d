import PluginProtocol
import PluginTransport
import Subprocess
import SystemPackage
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Load from nghttp2's `h2load`, which shares no code with this engine and checks frames, flow control and HPACK.
@Suite(.startsProcesses) struct LoadTests {
    struct Load: Sendable, CustomTestStringConvertible {
        var calls: Int
        var connections: Int
        /// Calls at a time on each connection.
        var streams: Int
        /// A `SimpleRequest`; empty for `EmptyCall`.
        var request: [UInt8] = []
        /// The bytes of an answer, its prefix included.
        var answer = 5

        var testDescription: String { "\(calls) calls on \(connections) connections, \(streams) at a time" }

        static let all = [
            Load(calls: 20_000, connections: 1, streams: 1),
            Load(calls: 20_000, connections: 1, streams: 100),
            Load(calls: 20_000, connections: 8, streams: 32),
            // Field 2, response_size: 100,000. The fields around the payload take 8 bytes.
            Load(calls: 1_000, connections: 4, streams: 10, request: [0x10, 0xa0, 0x8d, 0x06], answer: 100_013),
        ]
    }

    @Test(arguments: Load.all)
    func everyCallSucceeds(load: Load) async throws {
        let folder = try TemporaryFolder()
        let body = [0, 0, 0, 0, UInt8(load.request.count)] + load.request
        let file = "\(folder.path)/body"
        try Data(body).write(to: URL(filePath: file))
        let method = load.request.isEmpty ? "EmptyCall" : "UnaryCall"
        try await withOwnServer(at: .loopback(ports: nil)) { address in
            let result = try await run(
                "/usr/bin/env",
                [
                    "h2load", "-n", "\(load.calls)", "-c", "\(load.connections)", "-m", "\(load.streams)",
                    "-d", file, "-H", "content-type: application/grpc", "-H", "te: trailers",
                    "http://\(address.peerArgument)/grpc.testing.TestService/\(method)",
                ]
            )
            let calls = load.calls
            let expected = "\(calls) total, \(calls) started, \(calls) done, \(calls) succeeded, 0 failed"
            #expect(result.output.contains(expected), "\(result.output) \(result.error)")
            // It does not look at gRPC's status; a call that failed would have no answer.
            #expect(result.output.contains("(\(load.calls * load.answer)) data"), "\(result.output)")
        }
    }
}
