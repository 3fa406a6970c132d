/// The dialing half of a broker over sockets: addresses that the peer has announced, and dials that wait for one.
///
/// The two come in either order. An announcement is for one dial and is forgotten after ``BrokerLimits/patience``, so a
/// number is good for one connection; a second announcement of a number that waits already is dropped. All as in
/// go-plugin.
public struct BrokerAnnouncements: Sendable {
    /// Where a connection is accepted, as the peer says.
    public struct Place: Sendable, Hashable {
        /// `unix` or `tcp`, unless the peer is at fault.
        public var network: String
        /// A path, or host and port.
        public var address: String

        /// Creates a place.
        public init(network: String, address: String) {
            self.network = network
            self.address = address
        }
    }

    /// Identifies a dial; the caller chooses it.
    public typealias Ticket = UInt64

    private let limits: BrokerLimits
    private var places: [UInt32: (place: Place, expiry: ContinuousClock.Instant)] = [:]
    private var dials: [(id: UInt32, ticket: Ticket)] = []

    /// Creates the state of one peer.
    public init(limits: BrokerLimits = BrokerLimits()) {
        self.limits = limits
    }

    /// Takes an announcement.
    ///
    /// - Returns: the dial that it is for, when one waits.
    public mutating func announce(_ id: UInt32, at place: Place, now: ContinuousClock.Instant) -> Ticket? {
        if let index = dials.firstIndex(where: { $0.id == id }) { return dials.remove(at: index).ticket }
        places = places.filter { $0.value.expiry > now }
        guard places[id] == nil, places.count < limits.waitingMessages else { return nil }
        places[id] = (place, now + limits.patience)
        return nil
    }

    /// Begins a dial.
    ///
    /// - Returns: where to connect to, when that is known; otherwise the dial waits until ``announce(_:at:now:)`` names
    ///   it or it is given up.
    public mutating func dial(_ id: UInt32, ticket: Ticket, now: ContinuousClock.Instant) -> Place? {
        if let known = places.removeValue(forKey: id), known.expiry > now { return known.place }
        dials.append((id, ticket))
        return nil
    }

    /// Gives a dial up that waits; others do nothing.
    public mutating func giveUp(_ ticket: Ticket) {
        dials.removeAll { $0.ticket == ticket }
    }
}
