/// All about one plugin: `GET /v1/plugins/{id}`.
public struct PluginDetail: Codable, Hashable, Sendable {
    /// The same row as in the list.
    public var summary: PluginSummary
    /// Where the active version's files are.
    public var directory: String
    /// The digest of the active version, when it came from the store.
    public var digest: String?
    /// What is wrong with the definition or the files.
    public var diagnostics: [PluginDiagnostic]
    /// The last comparison of the files with their digests.
    public var verification: VerificationSummary?
    /// The permissions as the definition asks for them; null when it cannot ask, or cannot be read.
    public var permissions: JSONValue
    /// What the definition asks for only when it first needs it; of the same form.
    public var optionalPermissions: JSONValue
    /// Where the definition wants its views to run, `frame` or `shell`; nil when it has none.
    public var uiIsolation: String?
    /// Whether a person trusts the views of these very files with the window's own page.
    public var uiTrusted: Bool
    /// Every protection that is off.
    public var relaxations: [Relaxation]
    /// The versions in the store, newest first.
    public var versions: [InstalledVersion]
    /// The last start, step by step.
    public var startCost: [StartStep]
    /// How many settings it has.
    public var settingsCount: Int
    /// The latest transitions, oldest first.
    public var history: [PhaseTransition]
    /// The latest crash.
    public var lastCrash: CrashReport?

    private enum CodingKeys: String, CodingKey {
        case summary
        case directory
        case digest
        case diagnostics
        case verification
        case permissions
        case optionalPermissions = "optional_permissions"
        case uiIsolation = "ui_isolation"
        case uiTrusted = "ui_trusted"
        case relaxations
        case versions
        case startCost = "start_cost"
        case settingsCount = "settings_count"
        case history
        case lastCrash = "last_crash"
    }

    /// Creates the value.
    public init(
        summary: PluginSummary,
        directory: String,
        digest: String? = nil,
        diagnostics: [PluginDiagnostic],
        verification: VerificationSummary? = nil,
        permissions: JSONValue,
        optionalPermissions: JSONValue,
        uiIsolation: String? = nil,
        uiTrusted: Bool,
        relaxations: [Relaxation],
        versions: [InstalledVersion],
        startCost: [StartStep],
        settingsCount: Int,
        history: [PhaseTransition],
        lastCrash: CrashReport? = nil
    ) {
        self.summary = summary
        self.directory = directory
        self.digest = digest
        self.diagnostics = diagnostics
        self.verification = verification
        self.permissions = permissions
        self.optionalPermissions = optionalPermissions
        self.uiIsolation = uiIsolation
        self.uiTrusted = uiTrusted
        self.relaxations = relaxations
        self.versions = versions
        self.startCost = startCost
        self.settingsCount = settingsCount
        self.history = history
        self.lastCrash = lastCrash
    }
}
