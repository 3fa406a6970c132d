import InteropContracts
import Logging
import PluginSDK

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The peers' contract, served by PluginSDK: what Go hosts run in the tests.
@main
struct KVPlugin {
    static func main() async {
        LoggingSystem.bootstrap(PluginLogHandler.init)
        var server = PluginServer(cookieKey: "INTEROP_PLUGIN", cookieValue: "hello", services: [Store()])
        server.services[2] = server.services[1]
        if ProcessInfo.processInfo.environment["KV_NETWORK"] == "tcp" { server.network = .loopback }
        server.descriptorSets = [InteropDescriptors.fileDescriptorSet]
        await server.run()
        // Hosts look for this line to see that what follows the server still runs after a graceful stop.
        Logger(label: "kv").info("cleaned up")
    }
}
