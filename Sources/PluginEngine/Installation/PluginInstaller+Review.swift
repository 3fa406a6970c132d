import PluginDefinition
import PluginIntegrity

/// What a plugin is that could be installed, found out without installing it.
struct PluginReview: Sendable {
    let definition: PluginDefinition
    /// What the definition's reader remarked; no errors among them.
    let diagnostics: [Diagnostic]
    /// The digest that the version would have in the store, 64 hexadecimal digits.
    let digest: String
    /// Who wrote the manifest: its author, or the installation would.
    let sealer: InstalledVersion.Sealer
    /// How many files were compared with the manifest, or would be listed in it.
    let files: Int
    /// How many bytes these have together.
    let bytes: Int64
    /// How its backend would be started on this system; nil when it has none.
    let command: Command.Line?
}

extension PluginInstaller {
    /// Looks at a plugin as an installation would, up to where it would go into the store: it is copied or unpacked,
    /// read, compared with its manifest and checked, and then the copy is removed. Nothing of it is run.
    ///
    /// As it takes the same way, it refuses the same plugins with the same words, and its digest is the one that the
    /// version gets. The source is only read. The last component of its path must not be a symbolic link.
    ///
    /// - Parameter path: The path of a plugin's folder or of its `.tar.gz`.
    /// - Throws: ``PluginEngineError``: what an installation throws before it looks at what is installed already.
    func review(_ path: String) throws(PluginEngineError) -> PluginReview {
        try withIncoming { incoming throws(PluginEngineError) in
            let source = PluginSource(path: path, followsLinks: false)
            let plugin = try PluginPreparation(source, in: incoming, for: self).check()
            return PluginReview(
                definition: plugin.definition,
                diagnostics: plugin.diagnostics,
                digest: plugin.digest,
                sealer: plugin.sealer,
                files: plugin.manifest.files.count,
                bytes: plugin.manifest.files.reduce(0) { $0 + $1.size },
                command: plugin.command
            )
        }
    }

    /// What stands where a plugin would be installed.
    enum Occupant: Sendable {
        case nothing
        case version(InstalledVersion)
        /// Something of the user's own, which no installation replaces; the error says so.
        case own(PluginEngineError)
    }

    /// What stands where some plugins would be installed.
    func occupants(_ ids: Set<PluginID>) throws(PluginEngineError) -> [PluginID: Occupant] {
        guard !ids.isEmpty else { return [:] }
        let versions = try store.versions()
        var occupants: [PluginID: Occupant] = [:]
        for id in ids {
            switch links.place(of: id) {
            case .nothing: occupants[id] = .nothing
            case .own: occupants[id] = .own(links.ownFolderError(id, "installed"))
            case .version(let digest):
                let version = versions.first { $0.digest == digest && $0.record.id == id }
                occupants[id] =
                    version.map { .version(InstalledVersion(digest, $0.record, isActive: true)) } ?? .nothing
            }
        }
        return occupants
    }
}
