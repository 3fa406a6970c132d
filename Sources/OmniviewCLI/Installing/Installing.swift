import ArgumentParser
import EngineAPI
import PluginDefinition
import PluginEngine

/// Changes which plugins are installed: through the running engine where there is one, else in the state folder itself.
///
/// No call of the API brings files in, so new ones go into the store from here in either case. With an engine, it alone
/// switches a plugin's name: it tries the version first.
struct Installing: Sendable {
    let engine: EngineOptions

    private func installer() throws -> PluginInstaller {
        var installer = try PluginInstaller(stateDirectory: engine.stateDirectory)
        installer.isCancelled = { Task.isCancelled }
        return installer
    }

    /// Calls an installer, which does not know the error of a task that is cancelled.
    private static func orCancelled<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch {
            try Task.checkCancellation()
            throw error
        }
    }

    // MARK: - In

    func install(_ path: String, replacingFolder: Bool) async throws -> InstallOutcome {
        try await engine.withClient { client in
            guard try await client.isRunning() else {
                return try await Progress.showing("installing \(path)") {
                    try await withMissing(installDirectly(path, replacingFolder: replacingFolder))
                }
            }
            if replacingFolder {
                throw CommandFailure(
                    code: "engine-running",
                    message: "a folder of your own is not replaced while an engine may use it; "
                        + "stop the engine first (omniview shutdown)",
                    exit: .unavailable
                )
            }
            return try await stageAndActivate(path, onlyUpgrading: false, with: client)
        }
    }

    func upgrade(_ path: String) async throws -> InstallOutcome {
        try await engine.withClient { client in
            guard try await client.isRunning() else {
                return try await Progress.showing("installing \(path)") {
                    let outcome = try await stage(path, onlyUpgrading: true)
                    try installer().activate(outcome.id, digest: outcome.digest)
                    return await withMissing(outcome)
                }
            }
            return try await stageAndActivate(path, onlyUpgrading: true, with: client)
        }
    }

    /// Installs a plugin through the running engine, for who has its client already.
    func install(_ path: String, with client: EngineClient) async throws -> InstallOutcome {
        try await stageAndActivate(path, onlyUpgrading: false, with: client)
    }

    private func stageAndActivate(
        _ path: String,
        onlyUpgrading: Bool,
        with client: EngineClient
    ) async throws -> InstallOutcome {
        var outcome = try await Progress.showing("checking \(path)") {
            try await stage(path, onlyUpgrading: onlyUpgrading)
        }
        let (id, digest) = (outcome.id.rawValue, outcome.digest)
        do {
            let detail = try await Progress.showing("trying \(id) \(outcome.version)") {
                try await client.activate(id, digest: "sha256:\(digest)")
            }
            outcome.summary = detail.summary
        } catch let problem as Problem {
            guard let summary = await unresolved(outcome, with: client) else { throw problem }
            outcome.summary = summary
            outcome.missing = summary.reason.message
        }
        return outcome
    }

    /// The plugin as the engine has it after it did not take a version, if that stays installed: a first version does
    /// when a plugin that it needs is missing, and is taken as soon as that one is there.
    private func unresolved(_ outcome: InstallOutcome, with client: EngineClient) async -> PluginSummary? {
        if case .other = outcome.change { return nil }
        guard let summary = try? await client.plugin(outcome.id.rawValue).summary,
            summary.reason.code == PluginEngineError.Code.unresolved.rawValue
        else { return nil }
        return summary
    }

    /// The outcome with what the plugin's definition asks for and nobody has installed.
    @concurrent
    private func withMissing(_ outcome: InstallOutcome) async -> InstallOutcome {
        var outcome = outcome
        // It is installed, whether this can be found out or not.
        outcome.missing = try? installer().missingNeeds(of: outcome.id)
        return outcome
    }

    /// The calls of the installer block, so they are made on a thread of the pool and not where a terminal waits.
    @concurrent
    private func installDirectly(_ path: String, replacingFolder: Bool) async throws -> InstallOutcome {
        let installer = try installer()
        let installation = try Self.orCancelled {
            try installer.install(from: path, replacingFolder: replacingFolder)
        }
        let versions = try installer.versions(of: installation.installed.id)
        return InstallOutcome(
            version: installation.installed,
            previous: versions.first { $0.digest == installation.previous },
            movedAside: installation.movedAside,
            diagnostics: installation.diagnostics
        )
    }

    @concurrent
    private func stage(_ path: String, onlyUpgrading: Bool) async throws -> InstallOutcome {
        let installer = try installer()
        let staged = try Self.orCancelled { try installer.stage(from: path, onlyUpgrading: onlyUpgrading) }
        return InstallOutcome(
            version: staged.version,
            previous: staged.active,
            movedAside: nil,
            diagnostics: staged.diagnostics
        )
    }

    // MARK: - Back and out

    /// Goes back to the version before; without an engine to that which was installed last beside the active one and was
    /// not refused.
    ///
    /// - Returns: the plugin as the engine has it afterwards, nil without an engine, and the version's text.
    func rollBack(_ id: String) async throws -> RollbackOutcome {
        try await engine.withClient { client in
            guard try await client.isRunning() else { return try await rollBackDirectly(id) }
            let detail = try await Progress.showing("going back with \(id)") {
                try await client.perform("rollback", on: id)
            }
            return RollbackOutcome(
                plugin: id,
                version: detail.summary.version,
                digest: detail.digest,
                summary: detail.summary
            )
        }
    }

    @concurrent
    private func rollBackDirectly(_ text: String) async throws -> RollbackOutcome {
        let (installer, id) = (try installer(), try Self.id(text))
        let versions = try installer.versions(of: id)
        guard versions.contains(where: \.isActive) else {
            throw PluginEngineError(code: .notFound, message: "the plugin \(id) is not installed")
        }
        guard let target = versions.first(where: { !$0.isActive && !$0.isRefused }) else {
            throw PluginEngineError(
                code: .noVersion,
                message: "the plugin \(id) has no other version that has worked to go back to; install one"
            )
        }
        try installer.activate(id, digest: target.digest)
        return RollbackOutcome(plugin: text, version: target.version, digest: "sha256:\(target.digest)")
    }

    /// Removes a plugin; its data stays.
    ///
    /// - Parameter purge: whether its versions leave the store as well.
    func remove(_ id: String, purge: Bool) async throws {
        try await engine.withClient { client in
            guard try await client.isRunning() else { return try await removeDirectly(id, purge: purge) }
            try await Progress.showing("removing \(id)") { try await client.remove(id) }
            guard purge else { return }
            do {
                try await removeDirectly(id, purge: true)
            } catch let error as PluginEngineError where error.code == .notFound {
                // The engine left nothing to purge.
            }
        }
    }

    @concurrent
    private func removeDirectly(_ text: String, purge: Bool) async throws {
        try installer().remove(try Self.id(text), purge: purge)
    }

    private static func id(_ text: String) throws -> PluginID {
        guard let id = PluginID(text) else {
            throw PluginEngineError(code: .notFound, message: "\(text) is no plugin's id")
        }
        return id
    }
}
