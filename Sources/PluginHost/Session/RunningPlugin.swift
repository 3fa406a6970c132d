public import GRPCCore
public import PluginProtocol
public import PluginTransport

/// A backend that is running and connected, for as long as the scope that it was handed to.
public struct RunningPlugin: Sendable {
    /// What the plugin is called.
    public let name: String
    /// The number of its process.
    public let processID: Int32
    /// The version of its contract that both sides understand.
    public let appProtocol: Int
    /// Where it listens.
    public let address: PluginAddress
    /// What TLS agreed; nil on a plaintext connection.
    public let tls: TLSSummary?
    /// Whether all connections to it share one socket.
    public let isMultiplexed: Bool
    /// How long each step of its start took.
    public let timings: PluginTimings
    /// Makes calls; generated stubs wrap it.
    public let client: GRPCClient<PluginClientTransport>
    let transport: PluginClientTransport

    let exit: OneShot<StopMachine.ExitStatus>

    /// Asks the plugin's health service about the service `plugin`, as go-plugin's ping does.
    ///
    /// - Parameter timeout: how long the answer may take.
    /// - Returns: `SERVING`, another status of gRPC health, or `UNIMPLEMENTED` when the plugin has no such service.
    /// - Throws: `RPCError` for any other failure.
    public func health(timeout: Duration = .seconds(5)) async throws -> String {
        try await PluginServicesClient(transport: transport).health(timeout: timeout)
    }

    /// The full names of the plugin's services by gRPC reflection, sorted; nil when it has no reflection.
    ///
    /// - Throws: `RPCError` when the plugin fails to answer.
    public func services(timeout: Duration = .seconds(5)) async throws -> [String]? {
        try await PluginServicesClient(transport: transport).services(timeout: timeout)
    }

    /// Waits until the process has ended, by itself or because it was stopped.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile.
    public func waitUntilExit() async throws -> StopMachine.ExitStatus {
        try await exit.value()
    }
}
