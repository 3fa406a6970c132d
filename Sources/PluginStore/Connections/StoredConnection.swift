/// A connection that a plugin knows, such as a cluster.
public struct StoredConnection: Sendable, Hashable, Codable {
    /// The connection's id, unique within the plugin.
    public var id: String
    /// What is known of it, as JSON. The store does not read it.
    public var json: String

    /// Makes a connection.
    public init(id: String, json: String) {
        self.id = id
        self.json = json
    }
}
