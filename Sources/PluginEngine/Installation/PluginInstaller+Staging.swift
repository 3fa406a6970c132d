public import PluginDefinition
import PluginIntegrity

/// A version that was put into the store, and what is active beside it.
public struct StagedVersion: Hashable, Sendable {
    /// The version in the store; it is active only when it was before.
    public let version: InstalledVersion

    /// The version that is active, as it was before; nil when the plugin is not installed.
    public let active: InstalledVersion?

    /// What the definition's reader remarked; no errors among them.
    public let diagnostics: [Diagnostic]
}

extension PluginInstaller {
    /// Puts a plugin into the store and leaves the plugin's name as it is, so that a running engine can try the version
    /// before it is switched to. The source is only read, and checked as by ``install(from:expecting:replacingFolder:)``.
    ///
    /// A version that nobody switches to goes when garbage is collected.
    ///
    /// - Parameters:
    ///   - source: The path of a plugin's folder or of its `.tar.gz`.
    ///   - id: The plugin that it must be; nil for any.
    ///   - onlyUpgrading: Whether the plugin must be installed already.
    /// - Throws: ``PluginEngineError``: what an installation throws; ``PluginEngineError/Code/ownFolder`` when the user
    ///   has put a folder at the plugin's name, which no version of the store can take; and
    ///   ``PluginEngineError/Code/notFound`` when the plugin should be installed and is not. The store is as it was then.
    public func stage(
        from source: String,
        expecting id: PluginID? = nil,
        onlyUpgrading: Bool = false
    ) throws(PluginEngineError) -> StagedVersion {
        try stage(PluginSource(path: source), expecting: id, digest: nil, onlyUpgrading: onlyUpgrading)
    }

    /// Puts a plugin into the store when it is still the one that was reviewed. The last component of its path must not
    /// be a symbolic link.
    ///
    /// - Parameters:
    ///   - path: The path of a plugin's folder or of its `.tar.gz`.
    ///   - digest: The digest that ``review(_:)`` gave, 64 hexadecimal digits.
    /// - Throws: ``PluginEngineError``: ``PluginEngineError/Code/changed`` when it is another one now; what staging
    ///   throws otherwise. The store is as it was then.
    func stage(reviewed path: String, digest: String) throws(PluginEngineError) -> StagedVersion {
        let source = PluginSource(path: path, followsLinks: false)
        return try stage(source, expecting: nil, digest: digest, onlyUpgrading: false)
    }

    private func stage(
        _ source: PluginSource,
        expecting id: PluginID?,
        digest: String?,
        onlyUpgrading: Bool
    ) throws(PluginEngineError) -> StagedVersion {
        try withPrepared(source, expecting: id) { plugin, incoming throws(PluginEngineError) in
            let id = plugin.definition.id
            if let digest, digest != plugin.digest {
                throw PluginEngineError(
                    code: .changed,
                    message:
                        "nothing is installed: \(PathText.quoted(source.path)) has changed after you looked at it; "
                        + "look at it again"
                )
            }
            switch links.place(of: id) {
            case .own: throw links.ownFolderError(id, "installed")
            case .nothing where onlyUpgrading:
                throw PluginEngineError(
                    code: .notFound,
                    message: "the plugin \(id) is not installed, so there is nothing to upgrade; install it"
                )
            case .nothing, .version: break
            }
            let active = try versions(of: id).first(where: \.isActive)
            let record = try store.add(plugin, from: incoming, atStep: atStep)
            return StagedVersion(
                version: InstalledVersion(plugin.digest, record, isActive: active?.digest == plugin.digest),
                active: active,
                diagnostics: plugin.diagnostics
            )
        }
    }
}
