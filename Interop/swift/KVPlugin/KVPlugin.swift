import InteropContracts
import Logging
import PluginSDK
import PluginTransport

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
        var server = PluginServer(cookieKey: "INTEROP_PLUGIN", cookieValue: "hello", services: [])
        let environment = ProcessInfo.processInfo.environment
        // A plugin that is slow to answer, in milliseconds.
        let delay = environment["KV_ECHO_DELAY"].flatMap(Int.init)
        let store = Store(broker: server.broker, echoDelay: delay.map { .milliseconds($0) })
        server.services[1] = [store, ReverseStore(store: store, broker: server.broker)]
        server.services[2] = server.services[1]
        if environment["KV_NETWORK"] == "tcp" { server.network = .loopback }
        server.tlsSettings = tlsSettings(environment)
        server.descriptorSets = [InteropDescriptors.fileDescriptorSet]
        await server.run()
        // Hosts look for this line to see that what follows the server still runs after a graceful stop.
        Logger(label: "kv").info("cleaned up")
    }

    /// The same switches as the Go plugin's.
    private static func tlsSettings(_ environment: [String: String]) -> PluginTLSSettings? {
        func pem(_ name: String) -> String? {
            guard let path = environment[name] else { return nil }
            // What cannot be read is refused by the server, in words.
            return (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
        guard let certificate = pem("KV_TLS_CERT") else { return nil }
        return PluginTLSSettings(
            identity: TLSIdentity(certificateChainPEM: certificate, privateKeyPEM: pem("KV_TLS_KEY") ?? ""),
            trust: pem("KV_TLS_CA").map { .authorities(pem: $0) }
        )
    }
}
