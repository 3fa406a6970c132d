/// Where a managed plugin has its files from.
public protocol BackendSource: Sendable {
    /// Reads and verifies the version that is to run; before every start.
    ///
    /// - Throws: ``PluginEngineError``, which people get to see.
    func load() async throws(PluginEngineError) -> LoadedPlugin

    /// The version that was loaded last was tried beside the running one and is not taken: from now on ``load()`` gives
    /// the one before, until there are other files.
    func refuse(_ problem: PluginProblem) async

    /// Removes the files; no process of the plugin lives any more.
    ///
    /// - Throws: ``PluginEngineError``, which people get to see.
    func remove() async throws(PluginEngineError)
}

/// A plugin in a folder of its own, of which there is one version.
public struct FolderSource: BackendSource {
    /// The plugin's folder.
    public let directory: String
    /// How it is read and verified.
    public let loader: PluginLoader

    /// Creates a source.
    public init(directory: String, loader: PluginLoader = PluginLoader()) {
        self.directory = directory
        self.loader = loader
    }

    /// Reads and verifies the folder.
    public func load() async throws(PluginEngineError) -> LoadedPlugin {
        try loader.load(directory: directory)
    }

    /// Nothing: the files are what they are.
    public func refuse(_ problem: PluginProblem) async {}

    /// Refuses: the folder is whoever put it there's to remove.
    public func remove() async throws(PluginEngineError) {
        throw PluginEngineError(
            code: .ownFolder,
            message: "the plugin's folder \(directory) was not put there by the engine; remove it yourself"
        )
    }
}
