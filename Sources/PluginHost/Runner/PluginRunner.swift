public import PluginProtocol

/// Starts plugins in another way than as a process of this host: in a container, on a virtual machine, by an agent.
///
/// The plugin is reached through the address of its handshake line, and its sockets lie in a folder that host and plugin
/// share. Where that folder, or an address, is called something else on the plugin's side, ``RunningBackend`` translates.
///
/// ```swift
/// var launch = PluginLaunch(name: "scanner", runner: ContainerRunner(image: "scanner@sha256:..."), cookie: cookie)
/// ```
public protocol PluginRunner: Sendable {
    /// What it starts, for messages: an image, a program.
    var name: String { get }

    /// Starts the plugin.
    ///
    /// A start that the host has given up meanwhile is not interrupted: what it returns is ended at once.
    func start(_ request: PluginRunRequest) async throws -> any RunningBackend

    /// What a person should know about a plugin that did not start, such as the mode of a file; nil for nothing.
    func diagnose() async -> String?
}

extension PluginRunner {
    /// Nothing.
    public func diagnose() async -> String? { nil }
}

/// What a runner gets to start a plugin.
public struct PluginRunRequest: Sendable {
    /// All variables that the plugin must find in its environment: go-plugin's own and those of the launch.
    public var environment: [String: String]
    /// The folder in which the plugin makes its sockets, by its path for the host; `PLUGIN_UNIX_SOCKET_DIR` names it in
    /// the environment, and a runner changes that to what the plugin calls it.
    public var socketDirectory: String
    /// Takes what the plugin writes to its standard output, in order; wait for it, as it sets the pace.
    public var output: @Sendable ([UInt8]) async -> Void
    /// The same for its standard error.
    public var error: @Sendable ([UInt8]) async -> Void
}

/// A plugin that a runner has started.
public protocol RunningBackend: Sendable {
    /// What it is called where it runs: a process number, a container's name.
    var id: String { get }

    /// Waits until it has ended and all its output has been handed over.
    func waitUntilExit() async throws -> StopMachine.ExitStatus

    /// Asks it to end, as SIGTERM does.
    func terminate() async

    /// Ends it, and everything that it has started.
    func kill() async

    /// The address by which the host reaches what the plugin calls `address`.
    func hostAddress(of address: PluginAddress) throws -> PluginAddress

    /// The address by which the plugin reaches what the host calls `address`.
    func pluginAddress(of address: PluginAddress) throws -> PluginAddress
}

extension RunningBackend {
    /// The same.
    public func hostAddress(of address: PluginAddress) throws -> PluginAddress { address }

    /// The same.
    public func pluginAddress(of address: PluginAddress) throws -> PluginAddress { address }
}
