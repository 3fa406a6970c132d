/// Everything that plugins add to the window, known before any of their code is loaded: `GET /v1/contributions`.
public struct WindowContributions: Codable, Hashable, Sendable {
    /// A named place to which contributions are added.
    public struct Point: Codable, Hashable, Sendable {
        /// The name of the place: a word of the window's own, or `<plugin-id>/<name>`.
        public var id: String
        /// The plugin that offers it; nil for the window's own.
        public var plugin: String?
        /// The title as shown; nil for the window's own.
        public var title: String?

        /// Creates the value.
        public init(id: String, plugin: String? = nil, title: String? = nil) {
            self.id = id
            self.plugin = plugin
            self.title = title
        }
    }

    /// A piece that a plugin adds.
    public struct Contribution: Codable, Hashable, Sendable {
        /// The plugin.
        public var plugin: String
        /// What the plugin is called.
        public var pluginName: String
        /// The name of the contribution in the plugin.
        public var id: String
        /// Where it is added.
        public var point: String
        /// The title as shown.
        public var title: String
        /// The name of an icon.
        public var icon: String?
        /// The view that is shown or opened.
        public var view: String?
        /// Whether the place is not there yet: the plugin that offers it is missing or does not run.
        public var pending: Bool

        private enum CodingKeys: String, CodingKey {
            case plugin, id, point, title, icon, view, pending
            case pluginName = "plugin_name"
        }

        /// Creates the value.
        public init(
            plugin: String,
            pluginName: String,
            id: String,
            point: String,
            title: String,
            icon: String? = nil,
            view: String? = nil,
            pending: Bool
        ) {
            self.plugin = plugin
            self.pluginName = pluginName
            self.id = id
            self.point = point
            self.title = title
            self.icon = icon
            self.view = view
            self.pending = pending
        }
    }

    /// A page of a plugin.
    public struct View: Codable, Hashable, Sendable {
        /// The plugin.
        public var plugin: String
        /// What the plugin is called.
        public var pluginName: String
        /// The name of the view in the plugin.
        public var view: String
        /// The title as shown.
        public var title: String
        /// The name of an icon.
        public var icon: String?

        private enum CodingKeys: String, CodingKey {
            case plugin, view, title, icon
            case pluginName = "plugin_name"
        }

        /// Creates the value.
        public init(plugin: String, pluginName: String, view: String, title: String, icon: String? = nil) {
            self.plugin = plugin
            self.pluginName = pluginName
            self.view = view
            self.title = title
            self.icon = icon
        }
    }

    /// The places, the window's own first.
    public var points: [Point]
    /// The pieces, sorted by place, plugin and name.
    public var contributions: [Contribution]
    /// The views, sorted by plugin, in the order of each definition.
    public var views: [View]

    /// Creates the value.
    public init(points: [Point], contributions: [Contribution], views: [View]) {
        self.points = points
        self.contributions = contributions
        self.views = views
    }
}
