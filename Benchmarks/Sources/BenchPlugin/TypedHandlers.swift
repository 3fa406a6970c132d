import BenchContracts
import GRPCCore
import PluginSDK
import PluginTransport

/// What is measured without generated service code: the key-value contract, and messages there and back.
enum TypedHandlers {
    /// Makes the server answer `proto.KV`.
    static func serve(_ store: Store, by server: inout PluginServer) {
        server.methods[1] = [
            .unary(Proto_KV.Method.Get.descriptor, runsOn: .connection) { (request: Proto_GetRequest, _) in
                try store.get(request)
            },
            .unary(Proto_KV.Method.Put.descriptor, runsOn: .connection) { (request: Proto_PutRequest, _) in
                store.put(request)
            },
            .unary(Bench_Bench.Method.Echo.descriptor, runsOn: .connection) { (request: Bench_Payload, _) in request },
        ]
    }
}
