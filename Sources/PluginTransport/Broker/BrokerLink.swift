import PluginProtocol
import Synchronization

/// A broker's side towards one peer, for as long as the stream of messages between them is open.
package final class BrokerLink: Sendable {
    /// How many messages wait for the peer to read them; more than that ends the link.
    private static let maximumUnsent = 4096

    /// What a dial waits for.
    private enum Dialed: Sendable {
        case place(BrokerAnnouncements.Place)
        case stream(MultiplexedStream)
    }

    private struct State {
        var announcements = BrokerAnnouncements()
        var knocks = BrokerKnocks()
        var dials: [UInt64: OneShot<Dialed>] = [:]
        var nextTicket: UInt64 = 1
        var servers: [UInt32: ConnectionServer] = [:]
        var isEnded = false
    }

    let way: BrokerWay
    let connections: BrokerConnections
    /// Fulfilled when the peer is heard no more.
    let ended = OneShot<Void>()
    private let thread: IOThread
    private let outbox: AsyncStream<BrokerMessage>
    private let post: AsyncStream<BrokerMessage>.Continuation
    private let state = Mutex(State())

    package init(_ way: BrokerWay, _ connections: BrokerConnections) throws(TransportError) {
        self.way = way
        self.connections = connections
        thread = try IOThread.shared()
        (outbox, post) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(Self.maximumUnsent))
        if case .streams(let socket) = way.kind {
            socket.offerStreams { [weak self] stream in self?.take(stream) ?? false }
        }
    }

    // MARK: Its life

    /// Exchanges messages until either side has had enough.
    ///
    /// - Parameters:
    ///   - receive: the peer's next message; nil behind the last.
    ///   - send: sends a message, and waits until more may follow.
    func run(
        receive: @escaping @Sendable () async throws -> BrokerMessage?,
        send: @escaping @Sendable (BrokerMessage) async throws -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                while let message = try? await receive() { take(message) }
            }
            group.addTask { [outbox] in
                for await message in outbox {
                    guard (try? await send(message)) != nil else { return }
                }
            }
            group.addTask { [ended] in try? await ended.value() }
            await group.next()
            group.cancelAll()
        }
        end()
    }

    /// Ends every dial that waits, and takes no more.
    func end() {
        let dials = state.withLock { state in
            state.isEnded = true
            state.servers = [:]
            defer { state.dials = [:] }
            return Array(state.dials.values)
        }
        if case .streams(let socket) = way.kind { socket.offerStreams(nil) }
        for dial in dials { dial.fulfil(.failure(Self.isOver)) }
        post.finish()
        ended.fulfil()
    }

    private static let isOver = TransportError(
        code: .connectFailed,
        message: "the broker has ended; there are no more connections to the peer"
    )

    private func take(_ message: BrokerMessage) {
        let now = ContinuousClock.now
        state.withLock { state in
            switch (way.kind, message) {
            case (.sockets, .announcement(let id, let network, let address)):
                let place = BrokerAnnouncements.Place(network: network, address: address)
                if let ticket = state.announcements.announce(id, at: place, now: now) {
                    state.dials.removeValue(forKey: ticket)?.fulfil(.success(.place(place)))
                }
            case (.sockets, .knock), (.sockets, .acknowledgement):
                break
            case (.streams, _):
                perform(state.knocks.receive(message, now: now), &state)
            }
        }
    }

    /// Does at once and in order what the knocks ask for.
    private func perform(_ actions: [BrokerKnocks.Action], _ state: inout State) {
        for action in actions {
            switch action {
            case .send(let message): say(message)
            case .knocked(let ticket): limit(ticket)
            case .open(let ticket): open(for: state.dials.removeValue(forKey: ticket))
            case .openInVain: open(for: nil)
            case .fail(let ticket, let reason):
                state.dials.removeValue(forKey: ticket)?.fulfil(.failure(Self.refused(reason)))
            case .wake(let delay):
                _ = thread.schedule(after: delay) { [weak self] in self?.tick() }
            }
        }
    }

    private func tick() {
        state.withLock { state in perform(state.knocks.tick(now: .now), &state) }
    }

    private func say(_ message: BrokerMessage) {
        // Without an orderly way to tell a peer that reads nothing, there is no way to go on with it.
        if case .dropped = post.yield(message) { ended.fulfil() }
    }

    private func open(for dial: OneShot<Dialed>?) {
        guard case .streams(let socket) = way.kind else { return }
        do {
            let stream = try socket.open()
            guard let dial else { return stream.refuse() }
            dial.fulfil(.success(.stream(stream)))
        } catch {
            dial?.fulfil(.failure(error))
        }
    }

    private func limit(_ ticket: UInt64) {
        _ = thread.schedule(after: BrokerLimits().patience) { [weak self] in
            self?.giveUp(ticket, because: Self.noAnswer)
        }
    }

    // MARK: Dialing

    /// Connects to what the peer accepts as `id`.
    ///
    /// - Throws: ``TransportError``; `CancellationError`.
    func connect(to id: UInt32) async throws -> PluginClientTransport {
        try await transport(to: id).observed(by: connections.observer)
    }

    private func transport(to id: UInt32) async throws -> PluginClientTransport {
        let timeout = PluginConnector.defaultTimeout
        switch try await dial(id) {
        case .place(let place):
            let address = try address(of: place, id: id)
            return try await PluginConnector.connect(
                to: address,
                of: connections.peerName,
                security: connections.security,
                limits: connections.connecting,
                timeout: timeout
            ).transport
        case .stream(let stream):
            return try await PluginConnector.connect(
                over: stream,
                tls: try ClientTLS(connections.security),
                limits: connections.connecting,
                peerName: "\(connections.peerName) on the connection \(id)",
                by: .now + timeout,
                timeout: timeout
            ).transport
        }
    }

    private func address(of place: BrokerAnnouncements.Place, id: UInt32) throws -> PluginAddress {
        guard case .sockets(let sockets) = way.kind else { throw Self.isOver }
        do {
            return try sockets.reached(try PluginAddress(network: place.network, text: place.address))
        } catch {
            throw TransportError(
                code: .invalidAddress,
                message: "\(connections.peerName) announced an address for the connection \(id) that cannot be used",
                cause: error
            )
        }
    }

    private func dial(_ id: UInt32) async throws -> Dialed {
        let outcome = OneShot<Dialed>()
        let ticket = state.withLock { state -> UInt64 in
            defer { state.nextTicket += 1 }
            let ticket = state.nextTicket
            guard !state.isEnded else {
                outcome.fulfil(.failure(Self.isOver))
                return ticket
            }
            state.dials[ticket] = outcome
            switch way.kind {
            case .sockets:
                if let place = state.announcements.dial(id, ticket: ticket, now: .now) {
                    state.dials[ticket] = nil
                    outcome.fulfil(.success(.place(place)))
                } else {
                    _ = thread.schedule(after: BrokerLimits().patience) { [weak self] in
                        self?.giveUp(ticket, because: Self.noAnnouncement(of: id))
                    }
                }
            case .streams:
                perform(state.knocks.dial(id, ticket: ticket), &state)
            }
            return ticket
        }
        do {
            return try await outcome.value()
        } catch let error as CancellationError {
            giveUp(ticket, because: error)
            // It may have come at the last moment.
            if case .success(.stream(let stream)) = outcome.outcome { stream.refuse() }
            throw error
        }
    }

    private func giveUp(_ ticket: UInt64, because error: any Error) {
        state.withLock { state in
            guard let dial = state.dials.removeValue(forKey: ticket) else { return }
            state.announcements.giveUp(ticket)
            perform(state.knocks.giveUp(ticket), &state)
            dial.fulfil(.failure(error))
        }
    }

    // MARK: Accepting

    /// Where a server of this side listens; nil when it is handed its connections.
    var endpoint: ListeningEndpoint? {
        guard case .sockets(let sockets) = way.kind else { return nil }
        return sockets.endpoint
    }

    /// Lets the peer reach a server, which has started, as `id`.
    func offer(_ server: ConnectionServer, at address: PluginAddress?, as id: UInt32) throws {
        try state.withLock { state in
            guard !state.isEnded else { throw Self.isOver }
            guard state.servers[id] == nil else {
                throw TransportError(
                    code: .listenFailed,
                    message: "the connection \(id) is accepted already; take another number from nextID()"
                )
            }
            state.servers[id] = server
            switch way.kind {
            case .sockets(let sockets):
                guard let address else { return }
                let announced = try sockets.announced(address)
                say(.announcement(id: id, network: announced.network, address: announced.text))
            case .streams:
                perform(state.knocks.accept(id, now: .now), &state)
            }
        }
    }

    /// Takes an offer back; connections that are open stay.
    func withdraw(_ id: UInt32) {
        state.withLock { state in
            state.servers[id] = nil
            state.knocks.close(id)
        }
    }

    /// Takes a stream that the peer has opened, if it is one of the broker's.
    private func take(_ stream: MultiplexedStream) -> Bool {
        let (isOurs, server) = state.withLock { state -> (Bool, ConnectionServer?) in
            guard let id = state.knocks.streamOpened(now: .now) else { return (false, nil) }
            return (true, state.servers[id])
        }
        guard isOurs else { return false }
        if let server { server.accept(stream, on: thread) } else { stream.refuse() }
        return true
    }

    // MARK: Words, which begin as go-plugin's do

    private static func refused(_ reason: String) -> TransportError {
        TransportError(code: .connectFailed, message: "failed to knock: \(reason)")
    }

    private static let noAnswer = TransportError(
        code: .deadlineExceeded,
        message: "timeout waiting for multiplexing knock handshake: the peer does not accept the connection"
    )

    private static func noAnnouncement(of id: UInt32) -> TransportError {
        TransportError(
            code: .deadlineExceeded,
            message: "timeout waiting for connection info: the peer does not accept the connection \(id), or accepted "
                + "it and was connected to already"
        )
    }
}
