/// A named place to which contributions are added.
public enum ExtensionPoint: Sendable, Hashable, LosslessStringConvertible {
    /// An entry of the bar at the side.
    case activity
    /// A page with an address of its own.
    case page
    /// A card on the dashboard.
    case dashboardCard
    /// An entry of the command palette.
    case command
    /// An item of the bar at the bottom.
    case statusItem
    /// A page among the settings.
    case settingsPage
    /// A panel beside a resource.
    case detailPanel
    /// A place that a plugin offers, `<plugin-id>/<name>`; a name may have several parts.
    case plugin(PluginID, name: String)

    /// Reads the name of a place; nil when it has not the form of one.
    public init?(_ description: String) {
        if let known = Self.known[description] {
            self = known
            return
        }
        let parts = description.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, let id = PluginID(parts[0]) else { return nil }
        let names = parts[1].split(separator: "/", omittingEmptySubsequences: false)
        guard names.count <= 4, names.allSatisfy({ PluginID.isValid(String($0)) }) else { return nil }
        self = .plugin(id, name: parts[1])
    }

    /// The name as it is written.
    public var description: String {
        switch self {
        case .activity: "activity"
        case .page: "page"
        case .dashboardCard: "dashboard-card"
        case .command: "command"
        case .statusItem: "status-item"
        case .settingsPage: "settings-page"
        case .detailPanel: "detail-panel"
        case .plugin(let id, let name): "\(id)/\(name)"
        }
    }

    /// The places that the engine itself offers.
    public static let builtIn: [ExtensionPoint] = [
        .activity, .page, .dashboardCard, .command, .statusItem, .settingsPage, .detailPanel,
    ]

    private static let known = Dictionary(uniqueKeysWithValues: builtIn.map { ($0.description, $0) })
}

extension ExtensionPoint: Codable {
    /// Decodes a place from its name.
    ///
    /// - Throws: `DecodingError` when the string is not the name of a place.
    public init(from decoder: any Decoder) throws {
        self = try TextCoding.decode(from: decoder, named: "an extension point") { ExtensionPoint($0) }
    }

    /// Encodes the place as its name.
    public func encode(to encoder: any Encoder) throws {
        try TextCoding.encode(description, to: encoder)
    }
}
