import Logging
import PluginEngine
import PluginHost

/// A plugin that was found and may be started.
struct PluginTarget: Sendable {
    var launch: PluginLaunch
    /// The plugin's folder as it was loaded; nil for a program alone.
    var loaded: LoadedPlugin?

    /// What whoever asked for `--unsealed` must see; nil when the files were verified, or there is no folder.
    var warning: String? {
        guard let loaded, !loaded.isSealed else { return nil }
        return "started without a manifest: its files are not verified"
    }

    /// Starts the plugin, uses it, and stops it, also when Ctrl-C or SIGTERM comes meanwhile.
    func withPlugin<Result: Sendable>(
        logger: Logger,
        _ body: @escaping @Sendable (RunningPlugin) async throws -> Result
    ) async throws -> (result: Result, end: PluginEnd) {
        try await Interruption.cancelling {
            guard let loaded else {
                return try await PluginHost.withPlugin(launch, logger: logger, body: body)
            }
            let home = try loaded.makeOmniviewHome()
            defer { home?.remove() }
            var launch = launch
            if let home, launch.environment["HOME"] == nil { launch.environment["HOME"] = home.path }
            return try await loaded.withVerifiedFiles { [launch] in
                try await PluginHost.withPlugin(launch, logger: logger, body: body)
            }
        }
    }
}
