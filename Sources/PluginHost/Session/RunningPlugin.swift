public import GRPCCore
public import PluginProtocol
public import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A backend that is running and connected, for as long as the scope that it was handed to.
public struct RunningPlugin: Sendable {
    /// What the plugin is called.
    public let name: String
    /// The number of its process; 0 when it has none on this machine.
    public let processID: Int32
    /// The version of its contract that both sides understand.
    public let appProtocol: Int
    /// Where it listens.
    public let address: PluginAddress
    /// What TLS agreed; nil on a plaintext connection and through shared memory.
    public let tls: TLSSummary?
    /// Whether all connections to it share one socket.
    public let isMultiplexed: Bool
    /// Whether calls go through memory that host and plugin share (``PluginLaunch/sharesMemory``).
    public let sharesMemory: Bool
    /// How long each step of its start took.
    public let timings: PluginTimings
    /// Makes calls; generated stubs wrap it.
    public let client: GRPCClient<PluginClientTransport>
    let transport: PluginClientTransport
    /// Further connections between host and plugin, either way.
    public let broker = PluginBroker()
    let brokerLink: BrokerLink

    let process: any BackendProcess
    let log: LogCollector
    let socketLoss = OneShot<Bool>()

    /// How many entries of its log were dropped so far, because there were more than ``PluginLaunch/logLimit`` lets
    /// pass; those below the logger's level that came meanwhile are counted too.
    public var droppedLogEntries: Int { log.dropped }

    /// Whether calls can still reach it; false from the loss of its connection on, which is seen before its end.
    package var isConnected: Bool { transport.isConnected }

    /// Waits for the loss of its connection.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile.
    package func waitUntilDisconnected() async throws {
        try await transport.waitUntilClosed()
    }

    /// How another host can attach to it, as long as its connection is not protected by TLS or multiplexed.
    public var reattachConfiguration: ReattachConfiguration {
        ReattachConfiguration(
            appProtocol: appProtocol,
            processID: processID == 0 ? nil : processID,
            address: address
        )
    }

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

    /// The files of the contract of some services by gRPC reflection, each a serialized `FileDescriptorProto`, with all
    /// that they import; nil when the plugin has no reflection.
    ///
    /// - Parameter services: the full names of the services.
    /// - Throws: `RPCError` when the plugin does not know one of them, or has more than 256 files or 4 MiB.
    public func schema(of services: [String], timeout: Duration = .seconds(5)) async throws -> [[UInt8]]? {
        try await PluginServicesClient(transport: transport).schema(of: services, timeout: timeout)
    }

    /// Waits until the process has ended, by itself or because it was stopped.
    ///
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile.
    public func waitUntilExit() async throws -> StopMachine.ExitStatus {
        try await process.exit.value()
    }

    /// Ends the process and all that it has started with SIGKILL, at once, as if it had crashed: for people who want to
    /// see what happens then. It is not the way to stop it.
    public func kill() {
        process.signalGroup(SIGKILL)
    }

    /// Waits until somebody, such as a cleaner of `/tmp`, has removed the file of the plugin's socket while the plugin
    /// still listens on it.
    ///
    /// Its open connections are not touched, but nobody can connect to it any more; a supervisor may want to start it
    /// again. Noticed on Linux only, and for plugins on a Unix socket.
    ///
    /// - Returns: true when that happened; false when the plugin has ended without.
    /// - Throws: `CancellationError` when the calling task is cancelled meanwhile.
    @discardableResult
    public func waitUntilSocketIsLost() async throws -> Bool {
        try await socketLoss.value()
    }
}
