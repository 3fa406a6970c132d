/// Where a plugin runs that somebody else has started: what go-plugin calls ReattachConfig.
public struct ReattachConfiguration: Sendable, Hashable {
    /// The version of the plugin's own contract that it serves.
    public var appProtocol: Int
    /// The number of its process; nil when it is not known or not on this machine, as with a container.
    public var processID: Int32?
    /// Whether the plugin was started for a test or a debugger: hosts leave it running then.
    public var isTest: Bool
    /// Where it listens.
    public var address: PluginAddress

    /// Creates a configuration.
    public init(appProtocol: Int, processID: Int32?, isTest: Bool = false, address: PluginAddress) {
        self.appProtocol = appProtocol
        self.processID = processID
        self.isTest = isTest
        self.address = address
    }
}
