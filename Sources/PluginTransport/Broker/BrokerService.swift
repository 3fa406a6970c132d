import PluginContracts
import PluginProtocol

/// The broker endpoint of a plugin: the stream that go-plugin hosts open right after connecting.
package struct BrokerService: Sendable {
    private let broker: PluginBroker
    private let sockets: BrokerSockets
    private let connections: BrokerConnections
    private let stopping: OneShot<Void>

    /// - Parameters:
    ///   - broker: what the plugin's own code uses.
    ///   - sockets: where connections are accepted, unless they share the host's socket.
    ///   - connections: what they have in common with the main one.
    ///   - stopping: fulfilled when the plugin is about to end.
    package init(
        broker: PluginBroker,
        sockets: BrokerSockets,
        connections: BrokerConnections,
        stopping: OneShot<Void>
    ) {
        self.broker = broker
        self.sockets = sockets
        self.connections = connections
        self.stopping = stopping
    }

    /// What it serves.
    package var methods: [ServerMethod] {
        [
            .bidirectionalStream(Plugin_GRPCBroker.Method.StartStream.descriptor) { requests, writer, call in
                try await serve(requests, writer, way(of: call))
            }
        ]
    }

    private func way(of call: ServerCall) -> BrokerWay {
        guard let stream = call.connection.carrier as? MultiplexedStream else { return .sockets(sockets) }
        return BrokerWay(kind: .streams(stream.socket))
    }

    private func serve(
        _ requests: TypedRequests<Plugin_ConnInfo>,
        _ writer: TypedResponseWriter<Plugin_ConnInfo>,
        _ way: BrokerWay
    ) async throws {
        let link = try BrokerLink(way, connections)
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [broker] in
                await broker.serve(link) {
                    try await requests.next().map { BrokerMessage($0) }
                } send: {
                    try await writer.write(Plugin_ConnInfo($0))
                }
            }
            group.addTask { [stopping] in try? await stopping.value() }
            await group.next()
            group.cancelAll()
        }
    }
}

extension BrokerMessage {
    init(_ message: Plugin_ConnInfo) {
        switch (message.hasKnock, message.knock.ack) {
        case (false, _):
            self = .announcement(id: message.serviceID, network: message.network, address: message.address)
        case (true, false):
            self = .knock(id: message.serviceID)
        case (true, true):
            let error = message.knock.error
            self = .acknowledgement(id: message.serviceID, error: error.isEmpty ? nil : error)
        }
    }
}

extension Plugin_ConnInfo {
    init(_ message: BrokerMessage) {
        self.init()
        serviceID = message.id
        switch message {
        case .announcement(_, let network, let address):
            self.network = network
            self.address = address
        case .knock:
            knock.knock = true
        case .acknowledgement(_, let error):
            knock.knock = true
            knock.ack = true
            knock.error = error ?? ""
        }
    }
}
