public import EngineAPI
import Logging
import PluginDefinition
import PluginStore

/// Whose views run in the window's own page. That takes both: the definition asks for it, and a person trusts these very
/// files. Other files of the same plugin run in frames until they are trusted too.
extension Engine {
    /// Trusts the views of a plugin's present files with the window.
    ///
    /// - Parameter digest: the files that the person was shown, as the SHA-256 of their manifest.
    /// - Throws: ``EngineAPI/ProblemType/pluginConflict`` when the plugin is rejected, does not ask for it, or has other
    ///   files by now.
    package func trust(_ name: String, digest: String) async throws(Problem) {
        let id = try known(name)
        try await audited("trust", id, detail: ["digest": .string("sha256:\(digest)")]) {
            let version = try self.checkMayBeTrusted(id, digest)
            try await self.store.trustViews(TrustedViews(plugin: name, digest: digest, time: WallClock.now))
            self.journal.tell(
                "plugin.trusted",
                plugin: name,
                ["digest": .string("sha256:\(digest)"), "version": .string(version)]
            )
        }
    }

    /// Has a plugin's views run in frames again. One that is not trusted is no error.
    package func distrust(_ name: String) async throws(Problem) {
        let id = try known(name)
        try await audited("distrust", id) {
            guard try await self.store.distrustViews(of: name) else { return }
            self.journal.tell("plugin.distrusted", plugin: name, [:])
        }
    }

    /// The files of each plugin whose views run in the window's own page, by its id. Those that cannot be read are left
    /// out: the page must come up without them.
    public func trustedAssets() async -> [String: ViewAssets] {
        var all: [String: ViewAssets] = [:]
        let trusted: [TrustedViews]
        do throws(StoreError) { trusted = try await store.trustedViews() } catch {
            logger.warning("No view is trusted: the store cannot be read", metadata: ["error": "\(error)"])
            return [:]
        }
        for views in trusted {
            guard let id = PluginID(views.plugin), asksForShell(id), let assets = try? await assets(of: views.plugin),
                assets.digest == views.digest
            else { continue }
            all[views.plugin] = assets
        }
        return all
    }

    /// The files of a plugin that a person trusts with the window, as the SHA-256 of their manifest; nil when there are
    /// none, or its definition does not ask for it.
    ///
    /// It is asked of the store each time, so that what the store says last is what holds. When that cannot be read, no
    /// files are trusted.
    func trustedDigest(of id: PluginID) async -> String? {
        guard asksForShell(id) else { return nil }
        do throws(StoreError) {
            return try await store.trustedViews(of: id.rawValue)?.digest
        } catch {
            logger.warning(
                "A plugin's views are not trusted: the store cannot be read",
                metadata: ["plugin": "\(id)", "error": "\(error)"]
            )
            return nil
        }
    }

    /// Takes back the trust in plugins whose folder is gone: what has their name later is not what a person looked at.
    func forgetTrust(except present: Set<PluginID>) async {
        do throws(StoreError) {
            for views in try await store.trustedViews() where PluginID(views.plugin).map(present.contains) != true {
                try await store.distrustViews(of: views.plugin)
            }
        } catch {
            logger.warning(
                "The trust in views of plugins that are gone cannot be taken back",
                metadata: ["error": "\(error)"]
            )
        }
    }

    private func asksForShell(_ id: PluginID) -> Bool {
        plugins[id]?.found.definition?.ui?.isolation == .shell
    }

    /// Throws when a plugin's files may not be trusted; returns their version.
    private func checkMayBeTrusted(_ id: PluginID, _ digest: String) throws(Problem) -> String {
        func refuse(_ reason: String) -> Problem {
            Problem(.pluginConflict, detail: "the plugin \(id) is not trusted: \(reason)", plugin: id.rawValue)
        }
        guard let found = plugins[id]?.found, let definition = found.definition, let current = found.digest else {
            throw refuse(plugins[id]?.found.rejection?.error.message ?? "its files are not verified")
        }
        if let rejection = found.rejection { throw refuse(rejection.error.message) }
        guard definition.ui?.isolation == .shell else {
            throw refuse("its definition does not ask for that (`ui.isolation: shell`); its views run in frames")
        }
        guard digest == current else {
            throw refuse("its files changed after you looked: they are sha256:\(current) now; look again")
        }
        return definition.versionText
    }
}
