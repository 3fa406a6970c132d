package import GRPCCore
package import PluginContracts
package import SwiftProtobuf

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Streams what a plugin prints to its host.
///
/// One stream at a time gets the output, from the first byte that no earlier stream took.
package struct StdioService: Plugin_GRPCStdio.SimpleServiceProtocol {
    private let buffer: StdioBuffer

    /// - Parameter buffer: where the output waits.
    package init(buffer: StdioBuffer) {
        self.buffer = buffer
    }

    package func streamStdio(
        request: Google_Protobuf_Empty,
        response: RPCWriter<Plugin_StdioData>,
        context: ServerContext
    ) async throws {
        guard buffer.subscribe() else {
            throw RPCError(code: .failedPrecondition, message: "the output of this plugin is being streamed already")
        }
        defer { buffer.unsubscribe() }
        while let piece = try await buffer.next() {
            try await response.write(
                .with {
                    $0.channel = piece.channel == .standardOutput ? .stdout : .stderr
                    $0.data = .init(piece.bytes)
                }
            )
        }
    }
}
