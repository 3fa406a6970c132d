/// What a backend says that it is.
public struct PluginInfo: Sendable, Hashable {
    /// The plugin's id; empty when the program does not know it.
    public var id: String
    /// The plugin's version, in whatever form it has; empty when the program does not know it.
    public var version: String
    /// The app protocol version that is served.
    public var appProtocol: Int

    /// Creates the information.
    public init(id: String, version: String, appProtocol: Int = 1) {
        self.id = id
        self.version = version
        self.appProtocol = appProtocol
    }
}
