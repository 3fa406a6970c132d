import Logging
import PluginCapabilities
import PluginSDK

/// The plugin's executable.
@main
struct MachinePlugin {
    static func main() async throws {
        LoggingSystem.bootstrap(PluginLogHandler.init)
        let settings = try PluginSettings(MachineSettings.definitions)
        var server = PluginServer(
            id: "machine",
            version: "1.0.0",
            capabilities: [.settings(settings)],
            services: [MachineService(settings: settings)]
        )
        server.descriptorSets = [MachineDescriptors.fileDescriptorSet]
        await server.run()
    }
}
