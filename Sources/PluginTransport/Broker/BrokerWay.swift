package import PluginProtocol

/// How the connections of a broker are made.
package struct BrokerWay: Sendable {
    enum Kind: Sendable {
        /// Each has a socket of its own, which the side that accepts announces.
        case sockets(BrokerSockets)
        /// Each is a stream of the socket that the main connection is on.
        case streams(MultiplexedSocket)
    }

    let kind: Kind

    /// Sockets of their own.
    package static func sockets(_ sockets: BrokerSockets) -> BrokerWay {
        BrokerWay(kind: .sockets(sockets))
    }

    /// Streams of the socket that a connection is on, if it shares one.
    package static func streams(of connection: PluginConnection) -> BrokerWay? {
        connection.shared.map { BrokerWay(kind: .streams($0)) }
    }
}

/// Where the sockets of a broker are.
package struct BrokerSockets: Sendable {
    /// Where this side listens.
    package var endpoint: ListeningEndpoint
    /// The address by which the peer reaches a socket of this side, where the two differ.
    package var announced: @Sendable (PluginAddress) throws -> PluginAddress = { $0 }
    /// The address by which this side reaches what the peer has announced, where the two differ.
    package var reached: @Sendable (PluginAddress) throws -> PluginAddress = { $0 }

    package init(endpoint: ListeningEndpoint) {
        self.endpoint = endpoint
    }
}

/// What all connections of a broker have in common with the main one.
package struct BrokerConnections: Sendable {
    /// How they are protected: as the main connection is, with the same certificates.
    package var security: ConnectionSecurity
    /// How large messages may be on connections that this side serves.
    package var serving: MessageLimits
    /// How large messages may be on connections that this side makes.
    package var connecting: MessageLimits
    /// What the peer is called in messages.
    package var peerName: String
    /// Sees the calls on connections that this side makes.
    package var observer: (any PluginCallObserver)?

    package init(
        security: ConnectionSecurity,
        serving: MessageLimits,
        connecting: MessageLimits = .host,
        peerName: String,
        observer: (any PluginCallObserver)? = nil
    ) {
        self.security = security
        self.serving = serving
        self.connecting = connecting
        self.peerName = peerName
        self.observer = observer
    }
}
