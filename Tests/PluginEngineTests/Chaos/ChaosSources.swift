import PluginEngine
import TestSupport

/// The folders that plugins are installed from.
struct ChaosSources: Sendable {
    static let versions = ["1.0.0", "2.0.0"]
    static let broken = "3.0.0"

    let folder: TemporaryFolder
    let run: String

    /// Makes all of them, and fills a state folder.
    init(_ folder: TemporaryFolder, run: String) throws {
        self.folder = folder
        self.run = run
        for plugin in ChaosPlugin.all where plugin.kind.isInstalled {
            try plugin.make("1.0.0", run: run, in: folder, at: name(of: plugin, "1.0.0"))
        }
        for plugin in ChaosPlugin.all(.upgraded) {
            try plugin.make("2.0.0", run: run, in: folder, at: name(of: plugin, "2.0.0"))
            try plugin.make(Self.broken, isBroken: true, run: run, in: folder, at: name(of: plugin, Self.broken))
        }
    }

    /// Puts all plugins into a state folder below this one.
    func fill(_ state: String) throws {
        let installer = try PluginInstaller(stateDirectory: "\(folder.path)/\(state)")
        for plugin in ChaosPlugin.all {
            if plugin.kind.isInstalled {
                try installer.install(from: path(of: plugin, "1.0.0"))
            } else {
                try plugin.make("1.0.0", run: run, in: folder, at: "\(state)/plugins/\(plugin.id)")
            }
        }
    }

    func path(of plugin: ChaosPlugin, _ version: String) -> String { "\(folder.path)/\(name(of: plugin, version))" }

    private func name(of plugin: ChaosPlugin, _ version: String) -> String { "src/\(plugin.id)-\(version)" }
}
