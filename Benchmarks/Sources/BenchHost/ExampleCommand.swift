import BenchContracts
import GRPCCore
import SwiftProtobuf

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What the host of go-plugin's gRPC example does: start the plugin that `KV_PLUGIN` names, one call, stop.
enum ExampleCommand {
    static func get(key: String) async throws -> String {
        try await Peer.with(command: command()) { peer in
            String(decoding: try await peer.kv.get(.with { $0.key = key }).value, as: UTF8.self)
        }
    }

    static func put(key: String, value: String) async throws {
        try await Peer.with(command: command()) { peer in
            _ = try await peer.kv.put(
                .with {
                    $0.key = key
                    $0.value = Data(value.utf8)
                }
            )
        }
    }

    /// The variable holds a command for a shell.
    private static func command() throws(UsageError) -> [String] {
        guard let plugin = ProcessInfo.processInfo.environment["KV_PLUGIN"], !plugin.isEmpty else {
            throw UsageError(message: "KV_PLUGIN must hold the plugin's command")
        }
        return ["/bin/sh", "-c", plugin]
    }
}
