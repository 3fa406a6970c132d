package import PluginArchive
public import PluginDefinition
package import PluginIntegrity

/// Installs, removes and switches the versions of plugins in a state folder.
///
/// What is installed goes to `store/<digest>/`, and `plugins/<id>` becomes a link to it. At every moment, also when the
/// process is killed or the power fails, a plugin's name leads to a complete version: the old one or the new one. What
/// the user has put into `plugins/` by hand is never removed, and `data/` is never touched.
///
/// All calls block until they are done. Several processes may use one state folder.
public struct PluginInstaller: Sendable {
    /// How many versions of each installed plugin are kept unless told otherwise, the active one included.
    public static let keptVersions = 3

    /// How long another process that changes the plugins is waited for. Default 10 seconds; it holds the lock for the
    /// time of a few renames, not while it unpacks.
    public var lockTimeout: Duration = .seconds(10)

    /// The platform that a plugin must run on; nil when this system is none that definitions can name.
    public var platform: Platform? = .current

    /// How much of an archive is read.
    package var archiveLimits = ArchiveLimits()

    /// How much of a folder is read.
    package var limits = IntegrityLimits()

    /// Whether nobody waits for an installation any more. It is asked while a plugin is brought in, which then fails
    /// and leaves nothing behind; not once the version goes into the store.
    package var isCancelled: @Sendable () -> Bool = { false }

    /// Called after each step; for tests.
    package var atStep: @Sendable (InstallStep) -> Void = { _ in }

    let folders: StateFolders
    var links: PluginLinks { PluginLinks(folders: folders) }
    var store: VersionStore { VersionStore(folders: folders) }

    /// Opens a state folder, makes what is missing in it, and removes what a killed process has left.
    ///
    /// - Parameter stateDirectory: The path of the state folder, such as `~/.omniview` without the tilde.
    /// - Throws: ``PluginEngineError/Code/storageFailed`` when it cannot be used.
    public init(stateDirectory: String) throws(PluginEngineError) {
        folders = try StateFolders(stateDirectory)
        let folders = folders
        try StoreLock.hold(in: folders, timeout: lockTimeout) { () throws(PluginEngineError) in
            IncomingFolder.sweep(folders)
            PluginLinks(folders: folders).sweep()
            try VersionStore(folders: folders).sweep()
        }
    }

    /// Installs a plugin and makes it the active version. The source is only read.
    ///
    /// A plugin that comes with a manifest must be exactly what the manifest lists. One without is sealed as it is,
    /// which its record remembers.
    ///
    /// - Parameters:
    ///   - source: The path of a plugin's folder or of its `.tar.gz`.
    ///   - id: The plugin that it must be; nil for any.
    ///   - replacingFolder: Whether a folder at the plugin's name that the user has put there is moved to
    ///     `plugins/.replaced/`.
    /// - Returns: What is installed now, and what was before.
    /// - Throws: ``PluginEngineError``. The plugins are as they were then.
    @discardableResult
    public func install(
        from source: String,
        expecting id: PluginID? = nil,
        replacingFolder: Bool = false
    ) throws(PluginEngineError) -> Installation {
        try withPrepared(PluginSource(path: source), expecting: id) { plugin, incoming throws(PluginEngineError) in
            try commit(plugin, incoming, replacingFolder: replacingFolder)
        }
    }

    private func commit(
        _ plugin: PreparedPlugin,
        _ incoming: IncomingFolder,
        replacingFolder: Bool
    ) throws(PluginEngineError) -> Installation {
        let id = plugin.definition.id
        let place = links.place(of: id)
        if place == .own, !replacingFolder {
            throw links.ownFolderError(id, "installed")
        }
        let record = try store.add(plugin, from: incoming, atStep: atStep)
        let movedAside = try links.point(
            id,
            to: plugin.digest,
            from: incoming,
            replacingFolder: replacingFolder,
            atStep: atStep
        )
        var previous: String?
        if case .version(let digest) = place { previous = digest }
        return Installation(
            installed: InstalledVersion(plugin.digest, record, isActive: true),
            previous: previous,
            movedAside: movedAside,
            diagnostics: plugin.diagnostics
        )
    }

    /// Makes a version of the store the active one: an upgrade or a rollback without a source.
    ///
    /// - Throws: ``PluginEngineError/Code/noVersion``, ``PluginEngineError/Code/notIntact`` when the version's files
    ///   have changed, ``PluginEngineError/Code/ownFolder``. The active version stays active then.
    public func activate(_ id: PluginID, digest: String) throws(PluginEngineError) {
        try withIncoming { incoming throws(PluginEngineError) in
            try locked { () throws(PluginEngineError) in
                guard try versions(of: id).contains(where: { $0.digest == digest }) else {
                    throw PluginEngineError(
                        code: .noVersion,
                        message: "the plugin \(id) has no version \(PathText.quoted(digest)); list its versions"
                    )
                }
                do throws(IntegrityError) {
                    try store.verify(digest)
                } catch {
                    throw PluginEngineError(
                        code: .notIntact,
                        message: "the plugin \(id) stays as it is: \(error.message)",
                        report: error.report,
                        cause: error
                    )
                }
                atStep(.verified)
                _ = try links.point(id, to: digest, from: incoming, replacingFolder: false, atStep: atStep)
            }
        }
    }

    /// Removes a plugin's name. Its data stays, and its versions stay in the store until they are collected.
    ///
    /// - Parameter purge: Whether all its versions are removed from the store as well.
    /// - Throws: ``PluginEngineError/Code/notFound`` when there is nothing to remove, and
    ///   ``PluginEngineError/Code/ownFolder`` when the user has put it there.
    public func remove(_ id: PluginID, purge: Bool = false) throws(PluginEngineError) {
        try withIncoming { incoming throws(PluginEngineError) in
            try locked { () throws(PluginEngineError) in
                let versions = purge ? try versions(of: id) : []
                switch links.place(of: id) {
                case .own: throw links.ownFolderError(id, "removed")
                case .version:
                    try links.remove(id)
                    atStep(.unlinked)
                case .nothing:
                    // A removal that was killed is completed by the next one.
                    if versions.isEmpty {
                        throw PluginEngineError(code: .notFound, message: "the plugin \(id) is not installed")
                    }
                }
                for version in versions {
                    try store.remove(version.digest, to: incoming, atStep: atStep)
                }
            }
        }
    }

    // MARK: - Scopes

    /// Brings a source in, checks it, and calls `body` with it while this caller alone holds the lock.
    func withPrepared<Result>(
        _ source: PluginSource,
        expecting id: PluginID?,
        _ body: (PreparedPlugin, IncomingFolder) throws(PluginEngineError) -> Result
    ) throws(PluginEngineError) -> Result {
        try withIncoming { incoming throws(PluginEngineError) in
            let plugin = try PluginPreparation(source, in: incoming, for: self).run()
            if let id, id != plugin.definition.id {
                throw PluginEngineError(
                    code: .unsupported,
                    message:
                        "nothing is installed: \(PathText.quoted(source.path)) is the plugin \(plugin.definition.id), "
                        + "not \(id)"
                )
            }
            return try locked { () throws(PluginEngineError) in try body(plugin, incoming) }
        }
    }

    /// Calls `body` with a folder of its own, which is removed afterwards.
    func withIncoming<Result>(
        _ body: (IncomingFolder) throws(PluginEngineError) -> Result
    ) throws(PluginEngineError) -> Result {
        let incoming = try locked { () throws(PluginEngineError) in
            IncomingFolder.sweep(folders)
            return try IncomingFolder(in: folders)
        }
        defer {
            incoming.remove()
            atStep(.cleaned)
        }
        atStep(.incomingMade)
        return try body(incoming)
    }

    func locked<Result>(
        _ body: () throws(PluginEngineError) -> Result
    ) throws(PluginEngineError) -> Result {
        try StoreLock.hold(in: folders, timeout: lockTimeout, body)
    }
}

extension InstalledVersion {
    init(_ digest: String, _ record: VersionRecord, isActive: Bool) {
        self.init(
            id: record.id,
            digest: digest,
            version: record.version,
            sealer: record.sealer,
            installedAt: record.installedAt,
            isActive: isActive,
            isRefused: record.refusedAt != nil
        )
    }
}
