import BenchContracts
import GRPCCore
import PluginSDK
import PluginTransport

/// The benchmark's plugin in Swift: the key-value contract of go-plugin's gRPC example and `bench.Bench`.
///
/// - `--typed`: serves the key-value contract with typed handlers on the thread that does the I/O, in place of the
///   generated service.
/// - `--spin MICROSECONDS`: that thread waits actively; how long is the engine's decision (50 us).
@main
struct BenchPlugin {
    static func main() async {
        let arguments = CommandLine.arguments.dropFirst()
        var server = PluginServer(cookieKey: "BASIC_PLUGIN", cookieValue: "hello", services: [BenchService()])
        // The default of 4 MiB would refuse the largest message of the benchmark.
        server.messageLimits = MessageLimits(inboundBytes: MessageLimits.maximumBytes)
        server.spins = arguments.contains("--spin")
        if arguments.contains("--typed") {
            TypedHandlers.serve(Store(), by: &server)
        } else {
            server.services[1, default: []].append(KVService(store: Store()))
        }
        await server.run()
    }
}
