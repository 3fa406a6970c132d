/// What a plugin is and what it asks for: its `plugin.yaml` as values.
///
/// ``DefinitionReader`` makes one from a file. The JSON form uses the keys of the file, with every default filled in.
public struct PluginDefinition: Sendable, Hashable {
    /// The name that the plugin has everywhere.
    public var id: PluginID
    /// The version as it was written; a semantic version in schema version 2, any text before.
    public var versionText = ""
    /// The name as shown. Default the id.
    public var name: String
    /// The name of an icon, or a link to one.
    public var icon = ""
    /// A link to an icon, which goes before ``icon``.
    public var iconURL = ""
    /// One or two sentences about the plugin.
    public var description = ""
    /// Where the source is.
    public var repository = ""
    /// Where users can read more.
    public var website = ""
    /// The group the plugin is shown in, such as `cloud`.
    public var category = ""
    /// The licence as an SPDX expression.
    public var license = ""
    /// Who made the plugin.
    public var author: Person?
    /// Who looks after it.
    public var maintainers: [Person] = []
    /// Words to find it by.
    public var tags: [String] = []
    /// Plugins it needs, in the order of the file.
    public var dependencies: [Dependency] = []
    /// What it provides, in the order of the file.
    public var capabilities: [Capability] = []
    /// Colours to show it in.
    public var theme = Theme()
    /// Components for resources, as Omniview's definitions declare them.
    public var components = Components()
    /// The version of the definition's own format: 0, 1 or 2.
    public var schemaVersion: Int
    /// The app protocol version of schema versions 0 and 1; 0 when not given.
    public var sdkProtocolVersion = 0
    /// The engine versions it works with; nil for any.
    public var engine: VersionRange?
    /// How its backend is started; nil when it has none.
    public var backend: Backend?
    /// Its pages; nil when it declares none. Schema versions 0 and 1 cannot declare any.
    public var ui: UserInterface?
    /// When its backend is started; empty for "when something of it is first used".
    public var activation: [Activation] = []
    /// What it asks to be allowed from the start.
    public var permissions = Permissions()
    /// What it asks to be allowed when it first needs it.
    public var optionalPermissions = Permissions()
    /// How much of the host it may use.
    public var limits = ResourceLimits()

    /// Whether it is in Omniview's own format, schema version 0 or 1, as its backend and its pages then are.
    public var isLegacy: Bool { schemaVersion < 2 }

    /// The versions of the format that this engine understands.
    public static let supportedSchemaVersions = 0...2
    /// The name of the file in a plugin's folder.
    public static let fileName = "plugin.yaml"

    /// Creates a definition with every default, and without a backend.
    ///
    /// - Parameters:
    ///   - id: The name that the plugin has everywhere.
    ///   - schemaVersion: The version of the format.
    public init(id: PluginID, schemaVersion: Int = 2) {
        self.id = id
        self.name = id.rawValue
        self.schemaVersion = schemaVersion
    }

    /// The version, or nil when what was written is not a semantic version.
    public var version: SemanticVersion? { SemanticVersion(versionText) }

    /// The capabilities that a running backend serves.
    public var backendCapabilities: [Capability] { capabilities.filter(\.isBackend) }
}

extension PluginDefinition: Codable {
    private enum CodingKeys: String, CodingKey {
        case id
        case versionText = "version"
        case name
        case icon
        case iconURL = "icon_url"
        case description
        case repository
        case website
        case category
        case license
        case author
        case maintainers
        case tags
        case dependencies
        case capabilities
        case theme
        case components
        case schemaVersion = "schema_version"
        case sdkProtocolVersion = "sdk_protocol_version"
        case engine
        case backend
        case ui
        case activation
        case permissions
        case optionalPermissions = "optional_permissions"
        case limits
    }
}
