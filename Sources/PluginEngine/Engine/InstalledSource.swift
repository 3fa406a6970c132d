import PluginDefinition
import PluginHost
import PluginIntegrity
import Synchronization

/// The files of a plugin in the state folder: a version of the store that its name leads to, or a folder of the user's.
final class InstalledSource: BackendSource {
    /// Starts what the plugin needs, and waits until that runs.
    typealias Dependencies = @Sendable () async throws(PluginEngineError) -> Void

    private struct State {
        /// Where the files are that the catalogue has seen last.
        var directory: String
        /// Where those were that were loaded last.
        var tried: String?
        /// Where those are that took calls last.
        var taken: String?
        var isGone = false
        /// Why the catalogue does not take what is there.
        var rejection: PluginEngineError?
    }

    private let id: PluginID
    private let installer: PluginInstaller
    private let loader: PluginLoader
    private let dependencies: Dependencies
    private let state: Mutex<State>

    init(
        id: PluginID,
        directory: String,
        installer: PluginInstaller,
        loader: PluginLoader,
        dependencies: @escaping Dependencies
    ) {
        self.id = id
        self.installer = installer
        self.loader = loader
        self.dependencies = dependencies
        state = Mutex(State(directory: directory))
    }

    /// What the catalogue says now: another folder, or none any more, and why what is there must not be started.
    func move(to directory: String?, rejection: PluginEngineError? = nil) {
        state.withLock { state in
            state.isGone = directory == nil
            if let directory { state.directory = directory }
            state.rejection = rejection
        }
    }

    /// The version in this folder takes calls.
    func take(_ directory: String) {
        state.withLock { $0.taken = directory }
    }

    func load() async throws(PluginEngineError) -> LoadedPlugin {
        let (directory, rejection) = state.withLock { state in
            state.tried = state.directory
            return (state.directory, state.rejection)
        }
        if let rejection { throw rejection }
        try await dependencies()
        let loader = loader
        let id = id
        let digest = installer.digest(ofVersionIn: directory)
        let data = DataFolder(state: installer.folders, plugin: id)
        return try await Blocking.run { () throws(PluginEngineError) in
            var loaded = try loader.load(directory: directory)
            guard digest == nil || loaded.digest == digest else {
                throw PluginEngineError(
                    code: .notIntact,
                    message: "the plugin \(id) is not started: its manifest is not the one that was installed; "
                        + "install it again"
                )
            }
            if loaded.launch != nil {
                let variables = try data.variables(for: loaded.definition, in: directory)
                loaded.launch?.environment.merge(variables) { $1 }
            }
            return loaded
        }
    }

    /// Lets the plugin's name lead to the version again that runs, when both are in the store.
    func refuse(_ problem: PluginProblem) async {
        let (taken, tried) = state.withLock { state in
            if let taken = state.taken { state.directory = taken }
            return (state.taken, state.tried)
        }
        guard let taken, taken != tried, let digest = installer.digest(ofVersionIn: taken) else { return }
        let installer = installer
        let id = id
        // When the version is gone, or the disk is full, the name leads to the refused one; the next scan says so.
        try? await Blocking.run { () throws(PluginEngineError) in try installer.activate(id, digest: digest) }
    }

    func remove() async throws(PluginEngineError) {
        if state.withLock({ $0.isGone }) { return }
        let installer = installer
        let id = id
        try await Blocking.run { () throws(PluginEngineError) in try installer.remove(id) }
    }
}

extension PluginInstaller {
    /// The digest of the version whose folder in the store this is; nil for any other folder.
    func digest(ofVersionIn directory: String) -> String? {
        let store = "\(folders.path)/\(StateFolders.storeName)/"
        guard directory.hasPrefix(store) else { return nil }
        let name = String(directory.dropFirst(store.count))
        return HexText.isDigest(name) ? name : nil
    }
}
