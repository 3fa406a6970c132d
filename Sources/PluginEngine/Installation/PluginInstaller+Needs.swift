public import PluginDefinition

extension PluginInstaller {
    /// Why an engine would not take an installed plugin yet, by what the definitions beside it say: a plugin that it
    /// needs is missing, or is there in another version. Nothing is verified, and whether plugins are disabled is not
    /// known here.
    ///
    /// - Returns: A sentence for people that says what to do; nil when nothing is missing.
    public func missingNeeds(of id: PluginID) throws(PluginEngineError) -> String? {
        let found = try PluginFolders(in: "\(folders.path)/\(StateFolders.pluginsName)")
        let candidates = found.folders.compactMap { folder -> DependencyResolution.Candidate? in
            let definition = (try? DefinitionReader.read(directory: folder.directory))?.definition
            guard let id = definition?.id ?? PluginID(folder.name) else { return nil }
            return DependencyResolution.Candidate(
                folder: folder.name,
                definition: definition ?? PluginDefinition(id: id),
                state: definition == nil ? .rejected : .available
            )
        }
        let resolution = DependencyResolution(candidates, engine: Engine.version)
        return resolution.problems[id.rawValue].map { $0.sentences(about: id) }
    }
}
