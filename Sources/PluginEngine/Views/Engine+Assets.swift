public import EngineAPI
import PluginDefinition
import PluginIntegrity

/// The files that views are made of.
extension Engine {
    /// The files below `assets/` that the manifest of a plugin lists.
    public func assets(of name: String) async throws(Problem) -> ViewAssets {
        let id = try known(name)
        guard let found = plugins[id]?.found, found.rejection == nil, let digest = found.digest,
            let files = await open(id, digest, found)
        else {
            let reason = plugins[id]?.found.rejection?.error.message ?? "its files are not what its manifest lists"
            throw Problem(.pluginConflict, detail: "the plugin \(name) has no files to show: \(reason)", plugin: name)
        }
        let ui = found.definition?.ui
        return ViewAssets(
            digest: digest,
            files: AssetShelf.assets(in: files),
            entries: Dictionary((ui?.views ?? []).map { ($0.id, ui?.entry(of: $0) ?? "") }) { first, _ in first }
        )
    }

    /// The content of one of them, compared with the manifest as it is read.
    ///
    /// - Throws: ``EngineAPI/ProblemType/routeNotFound`` when the plugin has no such version or file, or the file is no
    ///   longer what the manifest lists.
    public func asset(_ path: String, digest: String, of name: String) async throws(Problem) -> [UInt8] {
        if let id = PluginID(name), let files = await version(id, digest) {
            let bytes = await Blocking.read { AssetShelf.content(of: path, in: files) }
            if let bytes { return bytes }
        }
        throw Problem(
            .routeNotFound,
            detail: "the plugin \(name) has no such file, or the file was changed after it was verified",
            plugin: name
        )
    }

    private func version(_ id: PluginID, _ digest: String) async -> ListedFiles? {
        if let files = shelf.find(id, digest) { return files }
        guard let found = plugins[id]?.found, found.rejection == nil, found.digest == digest else { return nil }
        return await open(id, digest, found)
    }

    private func open(_ id: PluginID, _ digest: String, _ found: CataloguedPlugin) async -> ListedFiles? {
        let shelf = shelf
        let directory = found.folder.directory
        let isSealed = found.verification?.isSealed == true
        return await Blocking.read { shelf.open(id, digest, in: directory, isSealed: isSealed) }
    }
}
