import BenchContracts
import GRPCCore
import PluginHost
import PluginTransport
import SwiftProtobuf

/// The measured calls without generated stubs.
enum TypedCalls {
    private static let method = UnaryMethod<Proto_GetRequest, Proto_GetResponse>(Proto_KV.Method.Get.descriptor)

    /// Asks for the entry.
    static func get(from peer: Peer) -> @Sendable () async throws -> Void {
        { try Peer.check(try await peer.plugin.call(method, .with { $0.key = Peer.key })) }
    }

    private static let echo = UnaryMethod<Bench_Payload, Bench_Payload>(Bench_Bench.Method.Echo.descriptor)

    /// Sends a message there and back.
    static func echo(_ payload: Bench_Payload, from peer: Peer) -> @Sendable () async throws -> Void {
        { try Peer.check(try await peer.plugin.call(echo, payload), against: payload) }
    }

    /// What runs the callers: the thread that does the plugin's I/O.
    static func executor(of peer: Peer) -> (any TaskExecutor)? { peer.plugin.executor }
}
