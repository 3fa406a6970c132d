import GRPCCore
import Logging
import PluginProtocol
import PluginTransport

/// The connection to one backend while it is in use.
final class ServedConnection: Sendable {
    /// How long a plugin that is ending may take to send the rest of its output.
    static let lastOutputTimeout: Duration = .milliseconds(100)

    private let client: GRPCClient<PluginClientTransport>
    private let transport: PluginClientTransport
    private let services: PluginServicesClient
    private let plugin: RunningPlugin
    private let output: @Sendable (StdioPiece) async -> Void
    private let logger: Logger
    private let outputEnded = OneShot<Void>()
    private let hungUp = OneShot<Void>()

    init(
        plugin: RunningPlugin,
        output: @escaping @Sendable (StdioPiece) async -> Void,
        logger: Logger
    ) {
        client = plugin.client
        self.plugin = plugin
        // What keeps the plugin going is nobody's call.
        transport = plugin.transport.observed(by: nil)
        services = PluginServicesClient(transport: transport)
        self.output = output
        self.logger = logger
    }

    /// Serves the connection until it ends or is hung up.
    func serve() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [client] in try? await client.runConnections() }
            group.addTask { [hungUp] in try? await hungUp.value() }
            await group.next()
            group.cancelAll()
        }
    }

    /// Keeps the broker up until the connection ends.
    func runBroker() async {
        do {
            try await plugin.broker.run(on: transport, plugin.brokerLink)
        } catch let error as RPCError where error.code == .unimplemented {
            logger.debug("plugin has no broker; there are no further connections to it or from it")
        } catch {
            // It ends with the connection; whoever needs to know learns it from that.
        }
    }

    /// Takes what the plugin prints until it ends: a plugin whose output nobody takes would block.
    func drainOutput() async {
        do {
            let isStreamed = try await services.streamStdio(output)
            if !isStreamed {
                logger.debug("plugin has no stdio stream; what it prints after its start is not shown")
            }
        } catch {
            // The stream ends with the connection; whoever needs to know learns it from that.
        }
        outputEnded.fulfil()
    }

    /// Asks the plugin to end.
    ///
    /// - Returns: nil when there was no answer in time: that is for the stop's own timer to say.
    func shutDown(timeout: Duration) async -> StopMachine.ShutdownAnswer? {
        do {
            try await services.shutdown(timeout: timeout)
            return .ok
        } catch let error as RPCError where error.code == .unimplemented {
            return .unimplemented
        } catch let error as RPCError where error.code == .deadlineExceeded {
            return nil
        } catch {
            return .failed
        }
    }

    /// Closes the connection, once the last output has come: some plugins wait for their host to do so.
    func hangUp() async {
        try? await withDeadline(Self.lastOutputTimeout, timeoutError: CancellationError()) { [outputEnded] in
            try await outputEnded.value()
        }
        hungUp.fulfil()
    }
}
