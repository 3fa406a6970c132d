/// What the two sides of a broker say to each other on `/plugin.GRPCBroker/StartStream`.
///
/// go-plugin calls the message ConnInfo. Over sockets it announces where a connection is accepted; with multiplexing,
/// where there is nothing to announce, it carries a knock and its answer.
public enum BrokerMessage: Sendable, Hashable {
    /// The connection `id` is accepted at an address; `network` is `unix` or `tcp`.
    case announcement(id: UInt32, network: String, address: String)
    /// The sender is about to open a stream for the connection `id`, and waits to be told that it may.
    case knock(id: UInt32)
    /// The next stream from the peer is taken for the connection `id`, or not: then the text says why.
    case acknowledgement(id: UInt32, error: String?)

    /// The number of the connection.
    public var id: UInt32 {
        switch self {
        case .announcement(let id, _, _), .knock(let id), .acknowledgement(let id, _): id
        }
    }
}

/// How much a broker keeps of what its peer says, and for how long.
public struct BrokerLimits: Sendable, Hashable {
    /// How long a side that dials waits for the one that accepts, and an announcement for the one that dials: 5 s, as in
    /// go-plugin.
    public var patience: Duration = .seconds(5)
    /// How long a knock waits for a listener before it is refused. Default: 4.5 s, so that the refusal arrives while the
    /// peer still waits for it.
    public var knockPatience: Duration = .milliseconds(4500)
    /// How many announcements, or knocks, of the peer wait at a time. Default: 1,024. One more is dropped, or refused.
    public var waitingMessages = 1024

    /// Creates the default limits.
    public init() {}
}
