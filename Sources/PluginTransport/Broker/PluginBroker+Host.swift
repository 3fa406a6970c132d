import PluginContracts
import PluginProtocol
import Synchronization

extension PluginBroker {
    private static let startStream = BidirectionalStreamMethod<Plugin_ConnInfo, Plugin_ConnInfo>(
        Plugin_GRPCBroker.Method.StartStream.descriptor
    )

    /// Opens the stream of messages to a plugin, and exchanges them until the connection ends.
    ///
    /// - Throws: `RPCError` with code `unimplemented` when the plugin has no broker.
    package func run(on transport: PluginClientTransport, _ link: BrokerLink) async throws {
        let failure = Mutex<(any Error)?>(nil)
        try await transport.call(Self.startStream) { writer, responses in
            await serve(link) { [responses] in
                do {
                    return try await responses.message().map { BrokerMessage($0) }
                } catch {
                    failure.withLock { $0 = error }
                    throw error
                }
            } send: {
                try await writer.write(Plugin_ConnInfo($0))
            }
        }
        if let failure = failure.withLock({ $0 }) { throw failure }
    }
}
