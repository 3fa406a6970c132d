public import EngineAPI
import PluginDefinition

/// What the window shows of plugins: contributions, and views while they are open.
extension Engine {
    /// How much of a report of a view is kept.
    private static let maximumReportMessage = 2_000
    private static let maximumReportStack = 16_000

    /// Everything that plugins add to the window. Those that are disabled or rejected add nothing.
    public func contributions() -> WindowContributions {
        let shown = plugins.sorted { $0.key < $1.key }.compactMap { id, plugin -> (PluginID, PluginDefinition)? in
            guard plugin.isEnabled, plugin.found.rejection == nil, let definition = plugin.found.definition else {
                return nil
            }
            return (id, definition)
        }
        var points = ExtensionPoint.builtIn.map { WindowContributions.Point(id: $0.description) }
        for (id, definition) in shown {
            for point in definition.ui?.extensionPoints ?? [] {
                points.append(.init(id: "\(id)/\(point.id)", plugin: id.rawValue, title: point.title))
            }
        }
        let places = Set(points.map(\.id))
        let contributions = shown.flatMap { id, definition in
            (definition.ui?.contributions ?? []).map { piece in
                WindowContributions.Contribution(
                    plugin: id.rawValue,
                    pluginName: definition.shownName,
                    id: piece.id,
                    point: piece.point.description,
                    title: piece.title,
                    icon: piece.icon,
                    view: piece.view,
                    pending: !places.contains(piece.point.description)
                )
            }
        }
        let views = shown.flatMap { id, definition in
            (definition.ui?.views ?? []).map { view in
                WindowContributions.View(
                    plugin: id.rawValue,
                    pluginName: definition.shownName,
                    view: view.id,
                    title: view.title,
                    icon: view.icon
                )
            }
        }
        return WindowContributions(
            points: points,
            // Sorted by plugin already, and within a plugin as its definition has them.
            contributions: contributions.enumerated()
                .sorted { ($0.element.point, $0.offset) < ($1.element.point, $1.offset) }.map(\.element),
            views: views
        )
    }

    /// Opens a view. Its plugin is needed, and so runs, until ``close(_:)``. It runs in a frame, unless its definition asks
    /// for the window's own page and a person trusts these very files with that.
    ///
    /// - Throws: a problem when there is no such plugin or view, the plugin is disabled or rejected, or the view has
    ///   crashed too often.
    public func openView(_ view: String, of name: String) async throws(Problem) -> OpenView {
        let id = try known(name)
        let trusted = await trustedDigest(of: id)
        guard !isStopping else { throw Problem(.stopping, detail: "the engine is stopping; start it again") }
        let (definition, facts, digest) = try shown(view, of: id)
        if health(of: view, id, digest).quarantined {
            throw Problem(
                .viewQuarantined,
                detail: "the view \(view) of \(name) crashed \(ViewHealth.crashLimit) times within "
                    + "\(ViewHealth.crashWindow.components.seconds / 60) minutes; open it again when the cause is known",
                plugin: name
            )
        }
        // Without a list every view starts the backend; with one, those that it names. A call of the view does always.
        let needsBackend = definition.activation.isEmpty || definition.activation.contains(.onView(view))
        if needsBackend { need(.view(view), of: id) }
        return OpenView(
            plugin: name,
            view: view,
            title: facts.title,
            version: definition.versionText,
            isInShell: digest == trusted,
            digest: digest,
            needsBackend: needsBackend,
            entry: definition.ui?.entry(of: facts) ?? UserInterface.defaultEntry
        )
    }

    /// Closes a view; once for each that was opened.
    public func close(_ view: OpenView) {
        guard view.needsBackend, let id = PluginID(view.plugin) else { return }
        release(.view(view.view), of: id)
    }

    /// Writes down what went wrong in a view, in the journal of its plugin, and says what follows from it.
    public func note(_ report: ViewReport, in view: OpenView) -> ViewStanding {
        let key = ViewName(plugin: view.plugin, view: view.view)
        let was = views[key, default: ViewHealth()].standing(of: view.digest)
        let isWritten = views[key, default: ViewHealth()].note(report.kind, of: view.digest)
        let standing = views[key, default: ViewHealth()].standing(of: view.digest)
        if isWritten {
            var data: [String: JSONValue] = [
                "view": .string(view.view),
                "version": .string(view.version),
                "message": .string(String(report.message.prefix(Self.maximumReportMessage))),
            ]
            if let stack = report.stack { data["stack"] = .string(String(stack.prefix(Self.maximumReportStack))) }
            journal.tell("view.\(report.kind.rawValue)", plugin: view.plugin, .object(data))
        }
        if standing.quarantined, !was.quarantined {
            journal.tell("view.quarantined", plugin: view.plugin, ["view": .string(view.view)])
        }
        return standing
    }

    /// Lets a view be opened again that crashed too often.
    public func resetView(_ view: String, of name: String) throws(Problem) -> ViewStanding {
        let id = try known(name)
        let (_, _, digest) = try shown(view, of: id)
        views[ViewName(plugin: name, view: view)]?.reset()
        journal.tell("view.reset", plugin: name, ["view": .string(view)])
        return health(of: view, id, digest)
    }

    private func health(of view: String, _ id: PluginID, _ digest: String) -> ViewStanding {
        views[ViewName(plugin: id.rawValue, view: view), default: ViewHealth()].standing(of: digest)
    }

    /// What a view is, when it may be shown.
    private func shown(
        _ view: String,
        of id: PluginID
    ) throws(Problem) -> (PluginDefinition, UserInterface.View, digest: String) {
        guard let plugin = plugins[id], plugin.found.rejection == nil, let definition = plugin.found.definition,
            let digest = plugin.found.digest
        else {
            let reason = plugins[id]?.found.rejection?.error.message ?? "the plugin \(id) cannot be shown"
            throw Problem(.pluginConflict, detail: reason, plugin: id.rawValue)
        }
        guard plugin.isEnabled else {
            throw Problem(.pluginConflict, detail: "the plugin \(id) is disabled; enable it", plugin: id.rawValue)
        }
        let views = definition.ui?.views ?? []
        guard let facts = views.first(where: { $0.id == view }) else {
            throw Problem(
                .viewNotFound,
                detail: "the plugin \(id) has no view \(view)",
                plugin: id.rawValue,
                suggestions: views.map(\.id)
            )
        }
        return (definition, facts, digest)
    }
}

/// A view's name, unique in the engine.
struct ViewName: Hashable {
    var plugin: String
    var view: String
}

extension PluginDefinition {
    /// What people call the plugin.
    var shownName: String { name.isEmpty ? id.rawValue : name }
}
