public import PluginDefinition
public import PluginHost

/// How an engine is run.
public struct EngineConfiguration: Sendable {
    /// The folder that holds everything of this engine, as an absolute path; made when it is missing.
    public var stateDirectory: String
    /// The version that plugins' `engine` ranges are held against.
    public var version = Engine.version
    /// Whether plugins without a manifest run from their folders as they are. Default no; `status` and `doctor` show it.
    public var allowsUnsealed = false
    /// The numbers by which plugins are supervised.
    public var policy = SupervisorPolicy()
    /// Changes how a plugin's backend is started: its limits, how long each step of its stop may take, where it runs.
    ///
    /// Called before each start, and must return at once. What the engine itself measures and reads stays.
    public var configureLaunch: @Sendable (PluginID, inout PluginLaunch) -> Void = { _, _ in }
    /// How long one sample of what plugins use is from the next. Default 5 seconds.
    public var sampleInterval: Duration = ResourceMonitor.defaultInterval
    /// What logs may take.
    public var logLimits = LogLimits()
    /// The platform that commands are chosen for; nil when this system is none that definitions can name.
    public var platform: Platform? = .current

    /// Creates a configuration with every default.
    ///
    /// - Parameter stateDirectory: The state folder, as an absolute path.
    public init(stateDirectory: String) {
        self.stateDirectory = stateDirectory
    }
}
