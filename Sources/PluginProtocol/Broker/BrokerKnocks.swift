/// A broker whose connections are streams of one yamux session: which stream is whose.
///
/// A stream of yamux has no name, so the side that dials knocks first, the other side acknowledges, and the next stream
/// that the first one opens is the connection. That only works while knock, acknowledgement and stream follow each other
/// without another dial between them: dials wait for each other here, and a dial that was given up while its knock was
/// under way still gets its stream, which is closed at once, because the peer counts on one.
///
/// A knock for a connection that is not accepted yet waits for that, and is refused after ``BrokerLimits/knockPatience``.
/// Nothing that the peer says harms the session's other streams.
public struct BrokerKnocks: Sendable {
    /// Identifies a dial; the caller chooses it.
    public typealias Ticket = UInt64

    /// What the driver has to do; all at once and in order, with nothing of another call between.
    public enum Action: Sendable, Hashable {
        /// Send the message.
        case send(BrokerMessage)
        /// The dial's knock is under way: its time to wait, ``BrokerLimits/patience``, begins.
        case knocked(Ticket)
        /// Open a stream: it is the connection of the dial.
        case open(Ticket)
        /// Open a stream and close it: the peer takes it for a connection that nobody wants any more.
        case openInVain
        /// The dial has failed, for the reason that the peer gives.
        case fail(Ticket, reason: String)
        /// Call ``tick(now:)`` after this time.
        case wake(after: Duration)
    }

    private struct Knock {
        var id: UInt32
        /// Nil when it was given up.
        var ticket: Ticket?
    }

    private let limits: BrokerLimits
    /// Dials whose knock has not been sent.
    private var dials: [(id: UInt32, ticket: Ticket)] = []
    /// Knocks that the peer has not answered, oldest first: one, and before it those that were given up.
    private var knocks: [Knock] = []
    private var listeners: Set<UInt32> = []
    /// Knocks of the peer that wait for a listener.
    private var held: [(id: UInt32, expiry: ContinuousClock.Instant)] = []
    /// The connections whose streams are next, in order.
    private var expected: [(id: UInt32, expiry: ContinuousClock.Instant)] = []

    /// Creates the state of one session.
    public init(limits: BrokerLimits = BrokerLimits()) {
        self.limits = limits
    }

    // MARK: Dialing

    /// Begins a dial.
    public mutating func dial(_ id: UInt32, ticket: Ticket) -> [Action] {
        dials.append((id, ticket))
        return knockNext()
    }

    /// Gives a dial up, because it took too long or nobody wants it any more; one that is over does nothing.
    public mutating func giveUp(_ ticket: Ticket) -> [Action] {
        dials.removeAll { $0.ticket == ticket }
        for index in knocks.indices where knocks[index].ticket == ticket { knocks[index].ticket = nil }
        return knockNext()
    }

    /// Sends the next knock, unless somebody waits for the answer to one.
    private mutating func knockNext() -> [Action] {
        guard !dials.isEmpty, knocks.allSatisfy({ $0.ticket == nil }), knocks.count < limits.waitingMessages else {
            return []
        }
        let dial = dials.removeFirst()
        knocks.append(Knock(id: dial.id, ticket: dial.ticket))
        return [.send(.knock(id: dial.id)), .knocked(dial.ticket)]
    }

    private mutating func acknowledged(_ id: UInt32, error: String?) -> [Action] {
        // The peer answers in order, and an answer to nothing is ignored.
        guard let index = knocks.firstIndex(where: { $0.id == id }) else { return [] }
        var actions: [Action] = []
        switch (knocks.remove(at: index).ticket, error) {
        case (let ticket?, nil): actions.append(.open(ticket))
        case (let ticket?, let reason?): actions.append(.fail(ticket, reason: reason))
        case (nil, nil): actions.append(.openInVain)
        case (nil, _?): break
        }
        return actions + knockNext()
    }

    // MARK: Accepting

    /// Begins to accept the connection `id`, as often as the peer dials it.
    public mutating func accept(_ id: UInt32, now: ContinuousClock.Instant) -> [Action] {
        listeners.insert(id)
        let waiting = held.filter { $0.id == id }
        held.removeAll { $0.id == id }
        return waiting.flatMap { _ in admit(id, now: now) }
    }

    /// Accepts the connection `id` no longer.
    public mutating func close(_ id: UInt32) {
        listeners.remove(id)
    }

    /// Takes a message of the peer.
    public mutating func receive(_ message: BrokerMessage, now: ContinuousClock.Instant) -> [Action] {
        switch message {
        case .announcement:
            // Nothing is accepted at an address here.
            return []
        case .acknowledgement(let id, let error):
            return acknowledged(id, error: error)
        case .knock(let id):
            if listeners.contains(id) { return admit(id, now: now) }
            guard held.count < limits.waitingMessages else { return [Self.refusal(id)] }
            held.append((id, now + limits.knockPatience))
            return [.wake(after: limits.knockPatience)]
        }
    }

    private mutating func admit(_ id: UInt32, now: ContinuousClock.Instant) -> [Action] {
        expected.append((id, now + limits.patience))
        return [.send(.acknowledgement(id: id, error: nil))]
    }

    /// The peer has opened a stream.
    ///
    /// - Returns: the connection that it is, or nil when it is none of the broker's.
    public mutating func streamOpened(now: ContinuousClock.Instant) -> UInt32? {
        // A peer that knocks and does not come must not have another stream taken for it.
        expected.removeAll { $0.expiry <= now }
        return expected.isEmpty ? nil : expected.removeFirst().id
    }

    /// Refuses what has waited long enough.
    public mutating func tick(now: ContinuousClock.Instant) -> [Action] {
        let late = held.filter { $0.expiry <= now }
        held.removeAll { $0.expiry <= now }
        return late.map { Self.refusal($0.id) }
    }

    private static func refusal(_ id: UInt32) -> Action {
        .send(.acknowledgement(id: id, error: "no listener for id \(id)"))
    }
}
