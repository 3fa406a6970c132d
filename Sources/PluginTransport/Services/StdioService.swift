import GRPCCore
import PluginContracts
import SwiftProtobuf

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Streams what a plugin prints to its host.
///
/// One stream at a time gets the output, from the first byte that no earlier stream took.
package struct StdioService: Sendable {
    private let buffer: StdioBuffer

    /// - Parameter buffer: where the output waits.
    package init(buffer: StdioBuffer) {
        self.buffer = buffer
    }

    /// What it serves.
    package var methods: [ServerMethod] {
        [
            .serverStream(Plugin_GRPCStdio.Method.StreamStdio.descriptor) { (_: Google_Protobuf_Empty, writer, _) in
                try await stream(to: writer)
            }
        ]
    }

    private func stream(to writer: TypedResponseWriter<Plugin_StdioData>) async throws {
        guard buffer.subscribe() else {
            throw RPCError(code: .failedPrecondition, message: "the output of this plugin is being streamed already")
        }
        defer { buffer.unsubscribe() }
        while let piece = try await buffer.next() {
            try await writer.write(
                .with {
                    $0.channel = piece.channel == .standardOutput ? .stdout : .stderr
                    $0.data = .init(piece.bytes)
                }
            )
        }
    }
}
