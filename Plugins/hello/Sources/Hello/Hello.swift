import Logging
import PluginCapabilities
import PluginSDK

/// The plugin's executable: everything but its service and its settings is PluginSDK's.
@main
struct Hello {
    static func main() async throws {
        LoggingSystem.bootstrap(PluginLogHandler.init)
        let settings = try PluginSettings(GreetingSettings.definitions)
        var server = PluginServer(
            id: "hello",
            version: "1.0.0",
            capabilities: [.settings(CheckedSettings(stored: settings))],
            services: [Greeter(settings: settings)]
        )
        server.descriptorSets = [HelloDescriptors.fileDescriptorSet]
        await server.run()
    }
}
