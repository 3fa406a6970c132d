/// Where in its life a plugin is. A value that is not listed here comes from a newer engine.
public struct PluginPhase: OpenString {
    /// The word in the API.
    public let rawValue: String

    /// Creates a value from its word; any word will do.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// `uninstalled`
    public static let uninstalled = Self(rawValue: "uninstalled")
    /// `installing`
    public static let installing = Self(rawValue: "installing")
    /// `installed`
    public static let installed = Self(rawValue: "installed")
    /// `building`
    public static let building = Self(rawValue: "building")
    /// `build-failed`
    public static let buildFailed = Self(rawValue: "build-failed")
    /// `validating`
    public static let validating = Self(rawValue: "validating")
    /// `starting`
    public static let starting = Self(rawValue: "starting")
    /// `running`
    public static let running = Self(rawValue: "running")
    /// `degraded`
    public static let degraded = Self(rawValue: "degraded")
    /// `recovering`
    public static let recovering = Self(rawValue: "recovering")
    /// `stopping`
    public static let stopping = Self(rawValue: "stopping")
    /// `stopped`
    public static let stopped = Self(rawValue: "stopped")
    /// `failed`
    public static let failed = Self(rawValue: "failed")
    /// `uninstalling`
    public static let uninstalling = Self(rawValue: "uninstalling")

    /// The words that this version knows.
    public static let known: [Self] = [
        .uninstalled, .installing, .installed, .building, .buildFailed, .validating, .starting, .running,
        .degraded, .recovering, .stopping, .stopped, .failed, .uninstalling,
    ]
}
