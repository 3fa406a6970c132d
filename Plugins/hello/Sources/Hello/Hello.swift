import Logging
import PluginSDK

/// The plugin's executable: everything but its service is PluginSDK's.
@main
struct Hello {
    static func main() async {
        LoggingSystem.bootstrap(PluginLogHandler.init)
        var server = PluginServer(cookieKey: "OMNIVIEW", cookieValue: "hello", services: [Greeter()])
        server.descriptorSets = [HelloDescriptors.fileDescriptorSet]
        await server.run()
    }
}
