/// The pages that a plugin brings.
public struct UserInterface: Sendable, Hashable, Codable {
    /// Where a view runs.
    public enum Isolation: String, Sendable, Hashable, Codable, CaseIterable {
        /// In a frame of its own origin; it reaches the engine only through the port it is given.
        case frame
        /// In the engine's own page. Whoever allows this trusts the plugin with the whole user interface.
        case shell
    }

    /// A page.
    public struct View: Sendable, Hashable, Codable {
        /// The name of the view, unique in the plugin, `[a-z0-9][a-z0-9-]{0,63}`.
        public var id: String
        /// The title as shown.
        public var title: String
        /// The script of this view inside `assets/`; nil for ``UserInterface/entry``.
        public var entry: String?
        /// The name of an icon.
        public var icon: String?

        /// Creates a view.
        ///
        /// - Parameters:
        ///   - id: The name of the view.
        ///   - title: The title as shown.
        ///   - entry: The script of this view inside `assets/`.
        ///   - icon: The name of an icon.
        public init(id: String, title: String, entry: String? = nil, icon: String? = nil) {
            self.id = id
            self.title = title
            self.entry = entry
            self.icon = icon
        }
    }

    /// A piece that a plugin adds to the engine's page or to another plugin's.
    public struct Contribution: Sendable, Hashable, Codable {
        /// Where it is added.
        public var point: ExtensionPoint
        /// The name of the contribution, unique in the plugin, `[a-z0-9][a-z0-9-]{0,63}`.
        public var id: String
        /// The title as shown.
        public var title: String
        /// The name of an icon.
        public var icon: String?
        /// The view that is shown or opened; nil for none.
        public var view: String?

        /// Creates a contribution.
        ///
        /// - Parameters:
        ///   - point: Where it is added.
        ///   - id: The name of the contribution.
        ///   - title: The title as shown.
        ///   - icon: The name of an icon.
        ///   - view: The view that is shown or opened.
        public init(point: ExtensionPoint, id: String, title: String, icon: String? = nil, view: String? = nil) {
            self.point = point
            self.id = id
            self.title = title
            self.icon = icon
            self.view = view
        }
    }

    /// A place that the plugin offers to the contributions of others, as `<plugin-id>/<id>`.
    public struct OfferedPoint: Sendable, Hashable, Codable {
        /// The name of the place, unique in the plugin, `[a-z0-9][a-z0-9-]{0,63}`.
        public var id: String
        /// The title as shown.
        public var title: String

        /// Creates a place.
        ///
        /// - Parameters:
        ///   - id: The name of the place.
        ///   - title: The title as shown.
        public init(id: String, title: String) {
            self.id = id
            self.title = title
        }
    }

    /// The script that is loaded first, inside `assets/`. Default `entry.js`.
    public var entry: String
    /// Where views run. Default `frame`.
    public var isolation: Isolation
    /// The pages.
    public var views: [View]
    /// The pieces added elsewhere.
    public var contributions: [Contribution]
    /// The places offered to others.
    public var extensionPoints: [OfferedPoint]
    /// The methods of the plugin's own backend that its views may call. Default none.
    public var methods: [MethodPattern]

    /// The script that a view loads first, inside `assets/`.
    public func entry(of view: View) -> String { view.entry ?? entry }

    /// The script that Omniview's plugins load first.
    public static let defaultEntry = "entry.js"

    /// Creates a user interface.
    ///
    /// - Parameters:
    ///   - entry: The script that is loaded first, inside `assets/`.
    ///   - isolation: Where views run.
    ///   - views: The pages.
    ///   - contributions: The pieces added elsewhere.
    ///   - extensionPoints: The places offered to others.
    ///   - methods: The methods of the backend that views may call.
    public init(
        entry: String = UserInterface.defaultEntry,
        isolation: Isolation = .frame,
        views: [View] = [],
        contributions: [Contribution] = [],
        extensionPoints: [OfferedPoint] = [],
        methods: [MethodPattern] = []
    ) {
        self.entry = entry
        self.isolation = isolation
        self.views = views
        self.contributions = contributions
        self.extensionPoints = extensionPoints
        self.methods = methods
    }
}
