import EngineAPI
import Logging
import PluginDefinition
import PluginHost
import PluginStore
import PluginTransport

/// Which plugins there are.
extension Engine {
    /// Looks through `plugins/` again whenever something changes there.
    nonisolated func watchFolders() async {
        let watch = FolderWatch(of: folders.plugins)
        await note(watch: watch.notice)
        while (try? await watch.next()) != nil {
            await note(watch: watch.notice)
            do {
                try await rescan()
            } catch {
                logger.error("The plugins cannot be looked through", metadata: ["error": "\(error)"])
            }
        }
    }

    private func note(watch notice: WatchNotice?) {
        watchNotice = notice
    }

    /// Looks through `plugins/`, and does what follows from it. One scan at a time; each begins after it was asked for,
    /// and all who ask while one is under way share the next, so that nobody waits for more than two.
    ///
    /// - Throws: ``PluginEngineError`` when `plugins/` cannot be listed; `CancellationError`.
    func rescan() async throws {
        while let nextScan {
            do {
                return try await nextScan.value()
            } catch is CancellationError {
                // Of whoever was to do it; the next of those who wait does it then.
                try Task.checkCancellation()
            }
        }
        let done = OneShot<Void>()
        nextScan = done
        do {
            while let scanning { try await scanning.value() }
        } catch {
            nextScan = nil
            done.fulfil(.failure(error))
            throw error
        }
        nextScan = nil
        scanning = OneShot<Void>()
        do {
            try await scan()
            endScan()
            done.fulfil()
        } catch {
            endScan()
            done.fulfil(.failure(error))
            throw error
        }
    }

    private func endScan() {
        scanning?.fulfil()
        scanning = nil
    }

    private func scan() async throws {
        let entries = (try? await store.plugins()) ?? []
        let disabled = Set(entries.filter { !$0.isEnabled }.compactMap { PluginID($0.plugin) })
        var scan = CatalogueScan(of: folders.plugins, engine: configuration.version)
        scan.unsealed = configuration.allowsUnsealed ? UnsealedPolicy.always : .never
        scan.platform = configuration.platform
        scan.disabled = disabled
        let catalogue = try await scan.run(after: catalogue)
        let known = Set(strangers().map { "\($0.found.folder.name) \($0.error.message)" })
        self.catalogue = catalogue
        await forgetTrust(except: Set(catalogue.plugins.compactMap(\.id)))
        guard !isStopping else { return }
        await apply(catalogue, disabled)
        for (found, error) in strangers() where !known.contains("\(found.folder.name) \(error.message)") {
            let metadata: Logger.Metadata = ["folder": "\(found.folder.name)", "why": "\(error.message)"]
            logger.warning("A folder is not taken", metadata: metadata)
        }
    }

    /// Folders that no plugin is taken from, also not one that is listed with its problem, and why not.
    func strangers() -> [(found: CataloguedPlugin, error: PluginEngineError)] {
        (catalogue?.plugins ?? []).compactMap { found in
            guard let rejection = found.rejection, found.id.map({ plugins[$0]?.found.folder != found.folder }) ?? true
            else { return nil }
            return (found, rejection.error)
        }
    }

    private func apply(_ catalogue: PluginCatalogue, _ disabled: Set<PluginID>) async {
        var found: [PluginID: CataloguedPlugin] = [:]
        for plugin in catalogue.plugins {
            // Of several folders with one id at most one is not rejected.
            guard let id = plugin.id, found[id] == nil || plugin.rejection == nil else { continue }
            found[id] = plugin
        }
        for id in plugins.keys.filter({ found[$0] == nil }).sorted() { lose(id) }
        var began: [PluginID] = []
        for (id, plugin) in found.sorted(by: { $0.key < $1.key }) {
            // What was added while the engine begins to stop has nobody to run it.
            guard !isStopping else { return }
            let hadBackend = plugins[id]?.backend != nil
            await take(plugin, id, isEnabled: !disabled.contains(id))
            // Also one that was there and could not be taken before.
            if !hadBackend, plugins[id]?.backend != nil { began.append(id) }
        }
        for id in began where plugins[id]?.found.definition?.activation.contains(.onStartup) == true {
            plugins[id]?.backend?.managed.tell(.demandAdded(.startup))
        }
    }

    /// Takes what a scan found of a plugin: a new one, or one that is otherwise now.
    private func take(_ found: CataloguedPlugin, _ id: PluginID, isEnabled: Bool) async {
        let before = plugins[id]
        if before?.departure != nil { return }
        if before?.backend != nil, found.rejection == nil, found.definition?.backend == nil {
            // It has views alone now: one goes, and another comes.
            return lose(id)
        }
        var plugin = before ?? EnginePlugin(found: found, isEnabled: isEnabled)
        plugin.found = found
        plugin.isEnabled = isEnabled
        if plugin.backend == nil, found.rejection == nil, found.definition?.backend != nil {
            plugin.backend = makeBackend(id, found, isEnabled: isEnabled)
        }
        plugins[id] = plugin
        if let source = plugin.backend?.source {
            source.move(to: found.folder.directory, rejection: found.rejection?.error)
        }
        report(found, id, before: before?.found)
        if found.digest != nil { await register(found, id) }

        guard let before, let managed = before.backend?.managed else { return }
        if before.isEnabled != isEnabled { managed.tell(isEnabled ? .enabled : .disabled) }
        let isOther =
            before.found.folder != found.folder || before.found.digest != found.digest
            || (before.found.rejection != nil && found.rejection == nil)
        // What a refused upgrade leaves behind are the files that run already.
        guard isOther, activating[id] == nil else { return }
        let running = await managed.activeDigest
        if found.digest == nil || found.digest != running { managed.tell(.filesChanged) }
    }

    private func report(_ found: CataloguedPlugin, _ id: PluginID, before: CataloguedPlugin?) {
        var data: [String: JSONValue] = ["version": .string(found.definition?.versionText ?? "")]
        if let digest = found.digest { data["digest"] = .string("sha256:\(digest)") }
        if let rejection = found.rejection {
            guard before?.rejection?.error.message != rejection.error.message else { return }
            data["stage"] = .string(rejection.stage.rawValue)
            data["code"] = .string(rejection.error.code.rawValue)
            data["message"] = .string(rejection.error.message)
            journal.tell("plugin.rejected", plugin: id.rawValue, .object(data))
            logger.warning("A plugin is not taken", metadata: ["plugin": "\(id)", "why": "\(rejection.error.message)"])
        } else if before == nil {
            journal.tell("plugin.added", plugin: id.rawValue, .object(data))
        } else if before?.digest != found.digest || before?.rejection != nil {
            journal.tell("plugin.changed", plugin: id.rawValue, .object(data))
        }
    }

    /// Remembers the version in the store: as the one in use unless another one runs, and this is yet to be tried, or
    /// another one was in use and this is not taken. When the disk refuses it, the next scan tries again.
    func register(_ found: CataloguedPlugin, _ id: PluginID) async {
        guard let digest = found.digest, let definition = found.definition else { return }
        do throws(StoreError) {
            let known = try await store.plugin(id.rawValue)?.active
            if known == digest { return }
            try await store.addVersion(
                PluginStore.InstalledVersion(
                    plugin: id.rawValue,
                    version: definition.versionText,
                    digest: digest,
                    installed: WallClock.now,
                    origin: found.folder.directory,
                    isSealed: found.verification?.isSealed == true
                )
            )
            let managed = plugins[id]?.backend?.managed
            let isUp = await managed?.isUp == true
            let running = await managed?.activeDigest
            if running == digest || (!isUp && (found.rejection == nil || known == nil)) {
                try await store.activate(digest: digest, plugin: id.rawValue)
            }
        } catch {
            logger.warning("A version is not remembered", metadata: ["plugin": "\(id)", "error": "\(error)"])
        }
    }

    /// A plugin's folder is gone. What runs of it is stopped.
    private func lose(_ id: PluginID) {
        guard let plugin = plugins[id] else { return }
        guard let (source, managed) = plugin.backend else { return forget(id) }
        if plugin.departure != nil { return }
        plugins[id]?.departure = EnginePlugin.Departure(isRemoval: false)
        source.move(to: nil)
        managed.tell(.removalRequested)
    }

    /// Nothing of a plugin is left.
    func forget(_ id: PluginID) {
        guard plugins.removeValue(forKey: id) != nil else { return }
        monitor.remove(id.rawValue)
        metrics.remove(id.rawValue)
        logs.remove(id.rawValue)
        shelf.close(id)
        views = views.filter { $0.key.plugin != id.rawValue }
        if !isStopping { journal.tell("plugin.removed", plugin: id.rawValue, [:]) }
    }

    private func makeBackend(
        _ id: PluginID,
        _ found: CataloguedPlugin,
        isEnabled: Bool
    ) -> (source: InstalledSource, managed: ManagedPlugin) {
        let source = InstalledSource(
            id: id,
            directory: found.folder.directory,
            installer: installer,
            loader: PluginLoader(allowsUnsealed: configuration.allowsUnsealed, platform: configuration.platform)
        ) { [weak self] () throws(PluginEngineError) in
            try await self?.startDependencies(of: id)
        }
        let managed = ManagedPlugin(
            id: id.rawValue,
            source: source,
            policy: configuration.policy,
            isEnabled: isEnabled,
            logger: logs.logger(of: id.rawValue, level: .trace),
            configure: { [metrics, logs, configuration] launch in
                configuration.configureLaunch(id, &launch)
                launch.observer = CallObserver(metrics: metrics, plugin: id.rawValue)
                let lines = OutputLines(loggers: [
                    .standardOutput: logs.logger(of: id.rawValue, source: .stdout),
                    .standardError: logs.logger(of: id.rawValue, source: .stderr),
                ])
                launch.output = { lines.append($0) }
            },
            prepare: { [weak self] in try await self?.deliverSettings(of: id, to: $0) },
            redact: { [logs] in logs.log(of: id.rawValue)?.redact($0) ?? Redaction().redact($0) },
            observe: { [occur] in occur.yield(.told(id, $0)) }
        )
        live.yield { [weak self] in
            await managed.run()
            await self?.noteAll()
            await self?.ended(id, managed)
        }
        return (source, managed)
    }

    /// A plugin is managed no more: it was removed, or the engine stops.
    private func ended(_ id: PluginID, _ managed: ManagedPlugin) async {
        guard await managed.removal == .done, let plugin = plugins[id], plugin.backend?.managed === managed else {
            return
        }
        releaseDependencies(of: id)
        do {
            // Before anybody hears that it is gone, who might install it again.
            if plugin.departure?.isRemoval == true { try await store.removePlugin(id.rawValue, keepingValues: true) }
            forget(id)
            // Its folder may be there again.
            try await rescan()
            plugin.departure?.done.fulfil()
        } catch {
            forget(id)
            logger.error("A plugin is not removed whole", metadata: ["plugin": "\(id)", "error": "\(error)"])
            plugin.departure?.done.fulfil(.failure(error))
        }
    }
}
