/// What a plugin in the inbox is, found out without running anything of it.
public struct InboxReview: Codable, Hashable, Sendable {
    /// The plugin's id.
    public var id: String
    /// The name for people.
    public var name: String
    /// The version.
    public var version: String
    /// What it is for, in a sentence.
    public var description: String?
    /// The icon that the definition names.
    public var icon: String?
    /// Who made it, as its definition says; nothing proves it.
    public var author: String?
    /// Whether it came with a manifest, which all its files agree with; otherwise one is made when it is installed.
    public var sealed: Bool
    /// How many files were compared with the manifest, or would be listed in it.
    public var files: Int
    /// How many bytes these have together.
    public var bytes: Int
    /// The digest that the version would have in the store.
    public var digest: String
    /// What installing does to the version that is active.
    public var change: InboxChange
    /// The version that is active now; nil when there is none.
    public var replaces: String?
    /// The permissions as the definition asks for them; null when it cannot ask, or cannot be read.
    public var permissions: JSONValue
    /// What the definition asks for only when it first needs it; of the same form.
    public var optionalPermissions: JSONValue
    /// Every protection that would be off.
    public var relaxations: [Relaxation]
    /// The program that would be run and its arguments; empty when it has no backend.
    public var command: [String]
    /// Whether it has views.
    public var hasUI: Bool
    /// What is odd about the definition.
    public var diagnostics: [PluginDiagnostic]

    private enum CodingKeys: String, CodingKey {
        case id
        case name
        case version
        case description
        case icon
        case author
        case sealed
        case files
        case bytes
        case digest
        case change
        case replaces
        case permissions
        case optionalPermissions = "optional_permissions"
        case relaxations
        case command
        case hasUI = "has_ui"
        case diagnostics
    }

    /// Creates the value.
    public init(
        id: String,
        name: String,
        version: String,
        description: String? = nil,
        icon: String? = nil,
        author: String? = nil,
        sealed: Bool,
        files: Int,
        bytes: Int,
        digest: String,
        change: InboxChange,
        replaces: String? = nil,
        permissions: JSONValue,
        optionalPermissions: JSONValue,
        relaxations: [Relaxation],
        command: [String],
        hasUI: Bool,
        diagnostics: [PluginDiagnostic]
    ) {
        self.id = id
        self.name = name
        self.version = version
        self.description = description
        self.icon = icon
        self.author = author
        self.sealed = sealed
        self.files = files
        self.bytes = bytes
        self.digest = digest
        self.change = change
        self.replaces = replaces
        self.permissions = permissions
        self.optionalPermissions = optionalPermissions
        self.relaxations = relaxations
        self.command = command
        self.hasUI = hasUI
        self.diagnostics = diagnostics
    }
}
