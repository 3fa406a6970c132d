/// The engine itself: `GET /v1`.
public struct EngineInfo: Codable, Hashable, Sendable {
    /// The engine's version, such as `0.3.0`.
    public var version: String
    /// The version of this API. Always 1 under `/v1`.
    public var apiVersion: Int
    /// When the engine started.
    public var startedAt: Timestamp
    /// The engine's process.
    public var processID: Int
    /// The folder that holds plugins, data, logs and sockets.
    public var stateDirectory: String
    /// How many plugins are in each phase; a phase without plugins is left out.
    public var plugins: [String: Int]

    private enum CodingKeys: String, CodingKey {
        case version
        case apiVersion = "api_version"
        case startedAt = "started_at"
        case processID = "process_id"
        case stateDirectory = "state_directory"
        case plugins
    }

    /// Creates the value.
    public init(
        version: String,
        apiVersion: Int,
        startedAt: Timestamp,
        processID: Int,
        stateDirectory: String,
        plugins: [String: Int]
    ) {
        self.version = version
        self.apiVersion = apiVersion
        self.startedAt = startedAt
        self.processID = processID
        self.stateDirectory = stateDirectory
        self.plugins = plugins
    }
}
