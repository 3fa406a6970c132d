/// The sources of a new plugin.
extension ScaffoldFiles {
    var program: String {
        """
        \(Self.imports("Logging", "PluginCapabilities", "PluginSDK"))

        /// The plugin's executable: everything but its settings and its services is PluginSDK's.
        @main
        struct Program {
            static func main() async throws {
                LoggingSystem.bootstrap(PluginLogHandler.init)
                let log = Logger(label: "\(id)")
                let settings = try PluginSettings(PluginOptions.definitions) { changed in
                    log.info("settings have changed", metadata: ["names": "\\(changed.keys.sorted())"])
                }
                log.info("\\(settings.text(PluginOptions.greeting) ?? "Hello") from \(id)")
                let server = PluginServer(
                    id: "\(id)",
                    version: "\(Self.version)",
                    capabilities: [.settings(settings)],
                    // Services of your own, generated from .proto files.
                    services: []
                )
                await server.run()
            }
        }

        """
    }

    var settings: String {
        """
        \(Self.imports("PluginCapabilities"))

        /// What a user can set.
        enum PluginOptions {
            static let greeting = "greeting"

            static let definitions = [
                SettingDefinition(
                    greeting,
                    type: .text,
                    label: "Greeting",
                    description: "The words that the log begins with.",
                    default: "Hello"
                )
            ]
        }

        """
    }

    /// The lines that import these modules; written out, `dev/check-arrows` would take them for this module's own.
    private static func imports(_ modules: String...) -> String {
        modules.map { "import \($0)" }.joined(separator: "\n")
    }
}
