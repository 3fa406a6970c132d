package import GRPCCore
package import PluginContracts

/// The broker endpoint of a plugin: the stream that go-plugin hosts open right after connecting.
///
/// This plugin offers no brokered connections and dials none, so what the host announces is read and forgotten; the
/// stream stays open until the host or the plugin ends, as hosts expect.
package struct BrokerService: Plugin_GRPCBroker.StreamingServiceProtocol {
    private let stopping: OneShot<Void>

    /// - Parameter stopping: fulfilled when the plugin is about to end.
    package init(stopping: OneShot<Void>) {
        self.stopping = stopping
    }

    package func startStream(
        request: StreamingServerRequest<Plugin_ConnInfo>,
        context: ServerContext
    ) async throws -> StreamingServerResponse<Plugin_ConnInfo> {
        StreamingServerResponse { [stopping] _ in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for try await _ in request.messages {}
                }
                group.addTask { try await stopping.value() }
                try await group.next()
                group.cancelAll()
            }
            return [:]
        }
    }
}
