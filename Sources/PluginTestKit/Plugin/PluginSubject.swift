public import PluginHost
public import PluginProtocol

/// A plugin whose conformance is looked at: how it is started, and what it expects of its host.
public struct PluginSubject: Sendable {
    /// What to execute.
    public var command: PluginCommand
    /// How the plugin knows that it was started by its host.
    public var cookie: MagicCookie
    /// The versions of its contract that the plugin serves, all of them.
    public var appProtocols: [Int] = [1]
    /// Environment variables that it needs beside those of the protocol. Nothing else of the environment is passed on.
    public var environment: [String: String] = [:]

    /// Creates a subject of one version.
    public init(command: PluginCommand, cookie: MagicCookie) {
        self.command = command
        self.cookie = cookie
    }

    /// The highest version that it serves.
    var highestVersion: Int { appProtocols.max() ?? 1 }
    /// The lowest version that it serves.
    var lowestVersion: Int { appProtocols.min() ?? 1 }
    /// A version that it does not serve.
    var unknownVersion: Int { highestVersion + 1 }
}
