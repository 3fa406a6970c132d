public import GRPCCore
import HTTP2Engine
import PluginProtocol
import Synchronization

/// Further connections between a host and its plugin, either way.
///
/// One side serves and the other connects, by a number that the two agree on in a message of their own: the side that
/// serves takes one from ``nextID()``, and sends it along in a call. Both may begin first, within five seconds.
///
/// ```swift
/// // In the host: a service that the plugin may call while it works on a request.
/// try await plugin.broker.withServices([ProgressService()]) { id in
///     _ = try await worker.start(.with { $0.progressServer = id })
/// }
/// // In the plugin, in the method `start`:
/// try await broker.withClient(to: request.progressServer) { client in
///     try await Progress.Client(wrapping: client).report(.with { $0.percent = 10 })
/// }
/// ```
///
/// The connections are protected like the main one and go over sockets of their own or, with multiplexing, over the main
/// one's. A plugin to which a second host reattaches has its broker with that host then.
public final class PluginBroker: Sendable {
    /// How long a plugin waits for its host to open the broker.
    private static let linkTimeout: Duration = .seconds(5)
    /// How long calls that run may take once nothing is to be served any more.
    private static let drainTimeout: Duration = .seconds(1)

    private struct State {
        /// The peers, the one that came last behind.
        var links: [BrokerLink] = []
        var waiting: [OneShot<BrokerLink>] = []
    }

    private let lastID = Atomic<UInt32>(0)
    private let state = Mutex(State())

    /// Creates a broker that has no peer yet.
    public init() {}

    /// A number for a connection that this side will serve: each one once, from 1.
    public func nextID() -> UInt32 {
        lastID.wrappingAdd(1, ordering: .relaxed).newValue
    }

    // MARK: Peers

    /// Exchanges messages with a peer until either side has had enough.
    func serve(
        _ link: BrokerLink,
        receive: @escaping @Sendable () async throws -> BrokerMessage?,
        send: @escaping @Sendable (BrokerMessage) async throws -> Void
    ) async {
        let waiting = state.withLock { state in
            state.links.append(link)
            defer { state.waiting = [] }
            return state.waiting
        }
        for waiter in waiting { waiter.fulfil(.success(link)) }
        await link.run(receive: receive, send: send)
        state.withLock { $0.links.removeAll { $0 === link } }
    }

    /// The peer that came last; waits for the first.
    private func link() async throws -> BrokerLink {
        let waiter = OneShot<BrokerLink>()
        let known = state.withLock { state in
            if state.links.isEmpty { state.waiting.append(waiter) }
            return state.links.last
        }
        if let known { return known }
        defer { state.withLock { $0.waiting.removeAll { $0 === waiter } } }
        return try await withDeadline(Self.linkTimeout, timeoutError: Self.noPeer) { try await waiter.value() }
    }

    private static let noPeer = TransportError(
        code: .deadlineExceeded,
        message: "there is no broker on the other side: it must open /plugin.GRPCBroker/StartStream"
    )

    // MARK: Connecting

    /// Connects to what the other side serves as `id`; the connection closes when its last user lets it go.
    ///
    /// - Returns: what typed calls are made on; generated stubs wrap the client of ``withClient(to:_:)``.
    /// - Throws: ``TransportError``: `deadlineExceeded` when the other side serves no such number within 5 s,
    ///   `connectFailed`, `handshakeFailed`, `invalidAddress`; `CancellationError`.
    public func connect(to id: UInt32) async throws -> PluginClientTransport {
        try await link().connect(to: id)
    }

    /// Connects to what the other side serves as `id`, and closes the connection when `body` is done.
    ///
    /// - Throws: as ``connect(to:)``; what `body` throws.
    public func withClient<Result: Sendable>(
        to id: UInt32,
        _ body: (GRPCClient<PluginClientTransport>) async throws -> Result
    ) async throws -> Result {
        let client = GRPCClient(transport: try await connect(to: id))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await client.runConnections() }
            defer { group.cancelAll() }
            return try await body(client)
        }
    }

    // MARK: Serving

    /// Serves the other side while `body` runs.
    ///
    /// - Parameters:
    ///   - services: what is served.
    ///   - methods: what is served on the short way.
    ///   - body: gets the number that the other side connects to, as often as it likes.
    /// - Throws: ``TransportError`` when there is no other side, or no socket; what `body` throws.
    public func withServices<Result: Sendable>(
        _ services: [any RegistrableRPCService],
        methods: [ServerMethod] = [],
        _ body: (UInt32) async throws -> Result
    ) async throws -> Result {
        let id = nextID()
        let stopping = OneShot<Void>()
        let ready = OneShot<Void>()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { [self] in
                do {
                    try await serve(services, methods: methods, as: id, ready: ready, until: stopping)
                } catch {
                    ready.fulfil(.failure(error))
                    throw error
                }
            }
            defer { stopping.fulfil() }
            try await ready.value()
            return try await body(id)
        }
    }

    /// Serves the other side until it is gone, or the calling task is cancelled.
    ///
    /// - Parameter id: the number that the other side connects to, from ``nextID()`` or fixed by the contract.
    /// - Throws: as ``withServices(_:methods:_:)``.
    public func serve(
        _ services: [any RegistrableRPCService],
        methods: [ServerMethod] = [],
        as id: UInt32
    ) async throws {
        try await serve(services, methods: methods, as: id, ready: OneShot(), until: OneShot())
    }

    private func serve(
        _ services: [any RegistrableRPCService],
        methods: [ServerMethod],
        as id: UInt32,
        ready: OneShot<Void>,
        until stopping: OneShot<Void>
    ) async throws {
        let link = try await link()
        let server = try ConnectionServer(
            endpoint: link.endpoint,
            security: link.connections.security,
            limits: ConnectionLimits(messages: link.connections.serving),
            methods: methods,
            compression: .identity,
            executor: .pool,
            spins: false,
            peerName: link.connections.peerName
        )
        let general = GRPCServer(transport: PluginServerTransport(server: server), services: services)
        defer { link.withdraw(id) }
        try await withThrowingTaskGroup(of: Void.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await general.serve() }
            group.addTask {
                try link.offer(server, at: try await server.address.value(), as: id)
                ready.fulfil()
                try await Self.first(of: stopping, link.ended)
                link.withdraw(id)
                general.beginGracefulShutdown()
                try await IOThread.sleep(for: Self.drainTimeout)
            }
            // Whichever is first: the server has drained, or the time for that is over.
            try await group.next()
        }
    }

    private static func first(of one: OneShot<Void>, _ other: OneShot<Void>) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await one.value() }
            group.addTask { try await other.value() }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
