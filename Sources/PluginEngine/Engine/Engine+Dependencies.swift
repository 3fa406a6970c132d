import Logging
import PluginDefinition

/// Plugins that need others.
extension Engine {
    /// Starts what a plugin needs and waits until all of it runs, so that it finds it when it starts itself.
    ///
    /// - Throws: ``PluginEngineError/Code/unresolved`` when one of them cannot be started.
    func startDependencies(of id: PluginID) async throws(PluginEngineError) {
        guard let needed = plugins[id]?.found.definition?.dependencies, !needed.isEmpty else { return }
        plugins[id]?.dependencyRounds += 1
        for dependency in needed {
            guard let other = plugins[dependency.id]?.backend?.managed else { continue }
            if plugins[id]?.heldDependencies.contains(dependency.id) == false {
                plugins[id]?.heldDependencies.append(dependency.id)
                other.tell(.demandAdded(.dependency(id.rawValue)))
            }
            do {
                try await other.withBackend { _ in }
            } catch {
                releaseDependencies(of: id)
                throw PluginEngineError(
                    code: .unresolved,
                    message: "the plugin \(id) needs the plugin \(dependency.id), which does not run: \(error)",
                    cause: error
                )
            }
        }
    }

    /// A plugin does not run any more, or did not when this was told: it may have begun to start again since, and needs
    /// then what it needed.
    func releaseDependenciesUnlessNeeded(of id: PluginID) async {
        guard let plugin = plugins[id], let managed = plugin.backend?.managed, !plugin.heldDependencies.isEmpty,
            case .notRunning = await managed.standing,
            plugins[id]?.dependencyRounds == plugin.dependencyRounds
        else { return }
        releaseDependencies(of: id)
    }

    /// What a plugin needed is no longer needed for it.
    func releaseDependencies(of id: PluginID) {
        guard let held = plugins[id]?.heldDependencies, !held.isEmpty else { return }
        plugins[id]?.heldDependencies = []
        for other in held { plugins[other]?.backend?.managed.tell(.demandRemoved(.dependency(id.rawValue))) }
    }

    /// Has plugins looked at again that were refused because they need this one, which runs now.
    func retryDependents(of id: PluginID) async {
        for (dependent, plugin) in plugins {
            guard let managed = plugin.backend?.managed,
                plugin.found.definition?.dependencies.contains(where: { $0.id == id }) == true,
                case .notRunning(.refused(let problem, _)) = await managed.standing,
                problem.code == PluginEngineError.Code.unresolved.rawValue
            else { continue }
            logger.debug("A plugin that it needs runs now", metadata: ["plugin": "\(dependent)", "needs": "\(id)"])
            managed.tell(.filesChanged)
        }
    }
}
