public import EngineAPI
import Logging
import PluginDefinition
import PluginStore
import PluginTransport

/// What people do to plugins. Each returns when it is done, or has failed.
extension Engine {
    /// Starts the backend, and keeps it until it is stopped.
    package func start(_ name: String) async throws(Problem) {
        try await act(name, "start") { id, managed in
            // A wish that is refused must not come true when the plugin is enabled some day.
            if await managed.standing == .notRunning(.disabled) { throw self.problem(.disabled, id) }
            try await managed.perform(.userStarted)
            try await self.waitUntilUp(id, managed) { _ in true }
        }
    }

    /// Stops the backend. It is not a crash.
    package func stop(_ name: String) async throws(Problem) {
        try await act(name, "stop") { _, managed in
            try await managed.perform(.userStopped)
            try await managed.waitUntilGone()
        }
    }

    /// Stops the backend and starts it again.
    package func restart(_ name: String) async throws(Problem) {
        try await act(name, "restart") { id, managed in
            let old = await managed.active
            try await managed.perform(.userRestarted)
            try await self.waitUntilUp(id, managed) { $0 != old }
        }
    }

    /// Kills the backend as a crash would, and returns when that is noticed: what the supervisor does then can be watched.
    package func kill(_ name: String) async throws(Problem) {
        try await act(name, "kill") { id, managed in
            guard try await managed.killActive() else {
                throw Problem(.pluginConflict, detail: "the plugin \(id) does not run; start it", plugin: name)
            }
        }
    }

    /// Forgets the plugin's crashes, so that it may start again.
    package func reset(_ name: String) async throws(Problem) {
        try await act(name, "reset") { _, managed in try await managed.perform(.userReset) }
    }

    /// Lets the plugin run, or keeps it from running and stops it.
    package func setEnabled(_ isEnabled: Bool, _ name: String) async throws(Problem) {
        let id = try known(name)
        try await audited(isEnabled ? "enable" : "disable", id) {
            if try await self.store.plugin(name) == nil { throw self.notYetThere(id) }
            try await self.store.setEnabled(isEnabled, plugin: name)
            self.journal.tell(isEnabled ? "plugin.enabled" : "plugin.disabled", plugin: name, [:])
            let managed = self.plugins[id]?.backend?.managed
            // The scan tells others that need the plugin, and the plugin itself.
            try await self.rescan()
            guard !isEnabled, let managed else { return }
            try await managed.perform(.disabled)
            try await managed.waitUntilGone()
        }
    }

    /// Goes back to the version before: a second time undoes the first.
    package func rollBack(_ name: String) async throws(Problem) {
        let id = try known(name)
        let versions = try await installedVersions(of: id)
        let previous: String?
        do throws(StoreError) { previous = try await store.plugin(name)?.previous } catch { previous = nil }
        let others = versions.filter { !$0.isActive }
        // One that did not work is none to go back to. Without an engine before this one nothing says which was in use.
        let worked = others.filter { !$0.isRefused }
        let target = worked.first { $0.digest == previous } ?? worked.first
        guard let target else {
            throw Problem(
                .versionNotFound,
                detail: "the plugin \(name) has no other version that has worked to go back to; install one",
                plugin: name
            )
        }
        try await activate(target.digest, id, as: "rollback")
    }

    /// Makes a version of the store the active one. It is tried beside the running one, which stays when it fails.
    package func activate(_ digest: String, _ name: String) async throws(Problem) {
        guard let id = PluginID(name) else { throw unknown(name) }
        try await activate(digest, id, as: "activate")
    }

    private func activate(_ digest: String, _ id: PluginID, as action: String) async throws(Problem) {
        try await audited(action, id, detail: ["digest": .string("sha256:\(digest)")]) {
            try await self.makeActive(digest, id)
        }
    }

    /// Makes a version of the store the active one, as ``activate(_:_:)`` does, for an action that is audited itself.
    func makeActive(_ digest: String, _ id: PluginID) async throws {
        // One after the other, or what one takes for the version before is another's attempt.
        while let other = activating[id] { try await other.value() }
        let turn = OneShot<Void>()
        activating[id] = turn
        defer {
            activating[id] = nil
            turn.fulfil()
        }
        let before = plugins[id]?.found.digest
        try await link(id, to: digest)
        do {
            try await rescan()
        } catch let error as CancellationError {
            // Nobody waits any more, but the name leads to this version: it is tried as after any change of the files.
            if plugins[id]?.found.digest == digest { plugins[id]?.backend?.managed.tell(.filesChanged) }
            throw error
        }
        if let rejection = plugins[id]?.found.rejection {
            try await goBack(id, from: digest, to: before)
            throw rejection.error
        }
        // One that had a backend and has none now goes first.
        if let departure = plugins[id]?.departure { try await departure.done.value() }
        if let managed = plugins[id]?.backend?.managed {
            // What does not run takes the new version at its next start.
            if await managed.isUp, await managed.activeDigest != digest, let problem = try await managed.upgrade() {
                try await goBack(id, from: digest, to: before)
                throw Problem(
                    .pluginFailed,
                    detail: "the plugin \(id) stays as it is: \(problem.message)",
                    plugin: id.rawValue
                )
            }
        } else {
            try checkTaken(id)
        }
        await noteRefused(false, digest)
    }

    private func link(_ id: PluginID, to digest: String) async throws(PluginEngineError) {
        let installer = installer
        try await Blocking.run { () throws(PluginEngineError) in try installer.activate(id, digest: digest) }
    }

    /// Lets a plugin's name lead again to the version that it led to before, when that is in the store, and remembers that
    /// the other one is none to go back to.
    private func goBack(_ id: PluginID, from refused: String, to digest: String?) async throws {
        // The first version of a plugin stays what its name leads to: it may be taken when what it needs is there.
        if let digest, digest != refused {
            try? await link(id, to: digest)
            await noteRefused(true, refused)
        }
        try await rescan()
    }

    private func noteRefused(_ isRefused: Bool, _ digest: String) async {
        let installer = installer
        do {
            try await Blocking.run { () throws(PluginEngineError) in try installer.noteRefused(isRefused, digest) }
        } catch {
            logger.warning("It is not remembered whether a version works", metadata: ["error": "\(error)"])
        }
    }

    /// Stops and removes a plugin. Its data stays.
    ///
    /// One whose process does not end though it was killed is removed when it ends.
    public func remove(_ name: String) async throws(Problem) {
        let id = try known(name)
        try await audited("remove", id) {
            if let managed = self.plugins[id]?.backend?.managed {
                try await self.remove(id, managed)
            } else {
                let installer = self.installer
                try await Blocking.run { () throws(PluginEngineError) in try installer.remove(id) }
                self.forget(id)
                try await self.store.removePlugin(name, keepingValues: true)
                try await self.rescan()
            }
        }
    }

    private func remove(_ id: PluginID, _ managed: ManagedPlugin) async throws {
        // Another removal, or the loss of the folder, may be under way.
        var departure = plugins[id]?.departure ?? EnginePlugin.Departure(isRemoval: true)
        departure.isRemoval = true
        plugins[id]?.departure = departure
        try await managed.perform(.removalRequested)
        try await managed.wait { !$0.isBeingRemoved || $0.onlyRemains }
        switch await managed.removal {
        case .done:
            try await departure.done.value()
        case .requested, .underway:
            try checkNotStopping()
            let detail = "its process does not end though it was killed; its files go when it ends"
            throw Problem(
                .pluginConflict,
                detail: "the plugin \(id) is not removed yet: \(detail)",
                plugin: id.rawValue
            )
        case .none:
            plugins[id]?.departure = nil
            try checkNotStopping()
            let detail = await managed.removalProblem?.message ?? "the plugin \(id) could not be removed: try again"
            throw Problem(.pluginConflict, detail: detail, plugin: id.rawValue)
        }
    }

    // MARK: - Scopes

    /// Does something to a plugin with a backend.
    private func act(
        _ name: String,
        _ action: String,
        _ body: (PluginID, ManagedPlugin) async throws -> Void
    ) async throws(Problem) {
        let id = try known(name)
        guard let managed = plugins[id]?.backend?.managed else { throw noBackend(id) }
        try await audited(action, id) { try await body(id, managed) }
    }

    /// Does something, and writes down who did what and how it ended.
    ///
    /// - Parameter detail: what was asked for, beside the plugin.
    func audited(
        _ action: String,
        _ id: PluginID,
        detail: [String: JSONValue] = [:],
        _ body: () async throws -> Void
    ) async throws(Problem) {
        try checkNotStopping()
        let problem: Problem?
        do {
            try await body()
            problem = nil
        } catch {
            problem = Problem(error, plugin: id.rawValue)
        }
        await recordInAudit(action, plugin: id.rawValue, detail: detail, outcome: problem)
        if let problem { throw problem }
    }

    func checkNotStopping() throws(Problem) {
        guard !isStopping else { throw Problem(.stopping, detail: "the engine is stopping; start it again") }
    }

    /// Writes into the audit that something was asked for.
    ///
    /// - Parameters:
    ///   - detail: What is known of it.
    ///   - problem: How it failed; nil when it did not.
    func recordInAudit(
        _ action: String,
        plugin: String?,
        detail: [String: JSONValue] = [:],
        outcome problem: Problem?
    ) async {
        let detail = (try? EngineJSON.encode(JSONValue.object(detail))).map { String(decoding: $0, as: UTF8.self) }
        let entry = AuditEntry(
            time: WallClock.now,
            actor: Caller.current.rawValue,
            action: "plugin.\(action)",
            plugin: plugin,
            detail: detail ?? "{}",
            outcome: problem?.type.rawValue ?? "ok"
        )
        do {
            try await store.record(entry)
        } catch {
            logger.warning("An action is not in the audit", metadata: ["action": "\(action)", "error": "\(error)"])
        }
    }

    /// Waits until a process takes calls that is the right one, or it is known that none will.
    private func waitUntilUp(
        _ id: PluginID,
        _ managed: ManagedPlugin,
        _ isRight: @Sendable (Generation) -> Bool
    ) async throws {
        try await managed.wait { plugin in
            switch plugin.standing {
            case .running(let generation, _, _): isRight(generation)
            case .starting: false
            case .notRunning(let obstacle): obstacle.isFinal
            }
        }
        guard case .notRunning(let obstacle) = await managed.standing else { return }
        var problem = problem(obstacle, id)
        if case .failedTooOften = obstacle {
            await noteAll()
            if let failure = plugins[id]?.lastFailure { problem.detail += "\nThe last time its backend \(failure)" }
        }
        throw problem
    }

    private func problem(_ obstacle: Obstacle, _ id: PluginID) -> Problem {
        let isForbidden = obstacle == .disabled || obstacle == .stoppedByUser || obstacle == .removed
        return Problem(
            isForbidden ? .pluginConflict : .pluginFailed,
            detail: obstacle.message(plugin: id.rawValue),
            plugin: id.rawValue
        )
    }

    private func checkTaken(_ id: PluginID) throws {
        if plugins[id] == nil { throw unknown(id.rawValue) }
    }

    // MARK: - Problems

    /// The plugin of a name.
    func known(_ name: String) throws(Problem) -> PluginID {
        guard let id = PluginID(name), plugins[id] != nil else { throw unknown(name) }
        return id
    }

    private func unknown(_ name: String) -> Problem {
        let like = Spelling.nearest(to: name, in: plugins.keys.map(\.rawValue).sorted())
        return Problem(
            .pluginNotFound,
            detail: "there is no plugin \(name)",
            plugin: name,
            suggestions: like.map { [$0] }
        )
    }

    private func notYetThere(_ id: PluginID) -> Problem {
        let reason = plugins[id]?.found.rejection?.error.message ?? "its files were not yet verified"
        return Problem(
            .pluginConflict,
            detail: "the plugin \(id) cannot be enabled or disabled: \(reason)",
            plugin: id.rawValue
        )
    }

    private func noBackend(_ id: PluginID) -> Problem {
        let reason = plugins[id]?.found.rejection?.error.message ?? "the plugin \(id) has no backend to run"
        return Problem(.pluginConflict, detail: reason, plugin: id.rawValue)
    }
}
