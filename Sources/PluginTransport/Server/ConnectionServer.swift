import GRPCCore
import HTTP2Engine
import PluginProtocol
import Synchronization

/// The connections of one server, and the calls on them.
final class ConnectionServer: GRPCConnection.Acceptor {
    /// What serves a call by gRPC's general server.
    typealias StreamHandler =
        @Sendable @concurrent (
            _ stream: RPCStream<PluginServerTransport.Inbound, PluginServerTransport.Outbound>,
            _ context: ServerContext
        ) async -> Void

    /// How many connections are open at a time; a plugin has one host, and a few more for its broker and its tools.
    static let maximumConnections = 128
    /// How long a peer may take from connecting to its first settings, TLS included, unless told otherwise.
    static let defaultHandshakeTimeout: Duration = .seconds(10)

    /// Where connections are accepted, once they are; nil for a server that is handed its connections.
    let address = OneShot<PluginAddress?>()
    private let handlers = RunningHandlers()

    private let endpoint: ListeningEndpoint?
    /// Whether each socket carries many connections.
    private let isMultiplexed: Bool
    private let tls: (any TLSSetup)?
    private let limits: ConnectionLimits
    private let methods: [String: ServerMethod]
    private let compression: MessageCompression
    private let handlerExecutor: HandlerExecutor
    private let spins: Bool
    /// A connection that is there before anybody connects, until it is served.
    private let sharedMemory: SharedMemoryChannel?
    private let handshakeTimeout: Duration
    /// Who calls, in messages.
    private let peerName: String

    private struct State {
        var listener: PluginListener?
        var sockets: [ObjectIdentifier: MultiplexedSocket] = [:]
        var streamHandler: StreamHandler?
        var connections: [ObjectIdentifier: GRPCConnection] = [:]
        /// The methods of the general server, by path.
        var known: [String: MethodDescriptor] = [:]
        var isDraining = false
    }

    private let state = Mutex(State())

    /// - Parameters:
    ///   - endpoint: where to listen; nil for a server that is handed its connections.
    ///   - isMultiplexed: whether each socket carries many connections, as streams of a yamux session.
    init(
        endpoint: ListeningEndpoint?,
        isMultiplexed: Bool = false,
        security: ConnectionSecurity,
        limits: ConnectionLimits,
        methods: [ServerMethod],
        compression: MessageCompression,
        executor: HandlerExecutor,
        spins: Bool,
        sharedMemory: SharedMemoryChannel? = nil,
        handshakeTimeout: Duration = defaultHandshakeTimeout,
        peerName: String = "the host"
    ) throws(TransportError) {
        self.endpoint = endpoint
        self.isMultiplexed = isMultiplexed
        self.peerName = peerName
        self.limits = limits
        self.compression = compression
        self.spins = spins
        self.sharedMemory = sharedMemory
        self.handshakeTimeout = handshakeTimeout
        handlerExecutor = executor
        self.methods = Dictionary(methods.map { ($0.descriptor.path, $0) }) { first, _ in first }
        tls = try security.setup(as: .server)
    }

    func know(_ methods: [MethodDescriptor]) {
        state.withLock { $0.known = Dictionary(methods.map { ($0.path, $0) }) { first, _ in first } }
    }

    // MARK: Its life

    /// Begins to accept connections.
    func start(_ streamHandler: @escaping StreamHandler) throws {
        do {
            let thread = try IOThread.shared()
            guard let endpoint else {
                state.withLock { $0.streamHandler = streamHandler }
                address.fulfil(.success(nil))
                return
            }
            let listener = try PluginListener(endpoint, thread: thread) { [weak self] socket in
                guard let self else { return socket.close() }
                if isMultiplexed { share(socket, on: thread) } else { accept(socket, on: thread) }
            }
            let isWanted = state.withLock { state in
                guard !state.isDraining else { return false }
                state.listener = listener
                state.streamHandler = streamHandler
                return true
            }
            if isWanted {
                listener.start()
                // Nobody else gets at the memory, so there is nothing to be protected from.
                if let sharedMemory {
                    sharedMemory.region.announce(Array("\(listener.address)".utf8))
                    accept(sharedMemory, by: nil, on: thread)
                }
            } else {
                listener.close()
            }
            address.fulfil(.success(listener.address))
        } catch {
            address.fulfil(.failure(error))
            throw error
        }
    }

    /// Accepts no more, and ends with the last call.
    func drain() {
        for connection in stopAccepting() { connection.drain() }
    }

    /// Accepts no more, and ends every call.
    func close() {
        let status = GRPCStatus(code: .unavailable, message: "the plugin is ending")
        for connection in stopAccepting() { connection.close(status) }
        handlers.cancel()
    }

    /// Waits until no connection is accepted any more, and every handler has returned; a cancelled task waits too.
    func waitForEnd() async {
        await handlers.wait()
        // gRPC's general server has this one, and is held by what it gave.
        _ = state.withLock { $0.streamHandler.take() }
    }

    private func stopAccepting() -> [GRPCConnection] {
        let (listener, connections) = state.withLock { state in
            state.isDraining = true
            return (state.listener.take(), Array(state.connections.values))
        }
        listener?.close()
        if connections.isEmpty { finish() }
        return connections
    }

    /// Nothing more can come.
    private func finish() {
        let sockets = state.withLock { Array($0.sockets.values) }
        for socket in sockets { socket.close() }
        handlers.finish()
    }

    /// Serves each stream of a socket.
    private func share(_ socket: StreamSocket, on thread: IOThread) {
        let shared = MultiplexedSocket(socket, role: .server, thread: thread)
        let isTaken = state.withLock { state in
            guard !state.isDraining, state.sockets.count < Self.maximumConnections else { return false }
            state.sockets[ObjectIdentifier(shared)] = shared
            return true
        }
        guard isTaken else { return socket.close() }
        shared.start(within: handshakeTimeout) { [weak self] stream in
            guard let self else { return stream.refuse() }
            accept(stream, on: thread)
        } ended: { [weak self] socket in
            self?.state.withLock { _ = $0.sockets.removeValue(forKey: ObjectIdentifier(socket)) }
        }
    }

    /// Serves a connection.
    func accept(_ carrier: any Carrier, on thread: IOThread) {
        accept(carrier, by: tls, on: thread)
    }

    /// Serves a connection; without TLS when nobody else can get at it.
    func accept(_ carrier: any Carrier, by tls: (any TLSSetup)?, on thread: IOThread) {
        let layer: TLSLayer?
        do {
            layer = try tls.map { try TLSLayer($0, role: .server) }
        } catch {
            carrier.close()
            return
        }
        let connection = GRPCConnection(
            carrier: carrier,
            role: .server,
            thread: thread,
            tls: layer,
            limits: limits,
            peerName: peerName,
            spins: spins,
            acceptor: self
        )
        let isTaken = state.withLock { state in
            guard !state.isDraining, state.connections.count < Self.maximumConnections else { return false }
            state.connections[ObjectIdentifier(connection)] = connection
            return true
        }
        guard isTaken else {
            carrier.close()
            return
        }
        connection.start()
        connection.expectHandshake(within: handshakeTimeout)
    }

    func closed(_ connection: GRPCConnection) {
        let isLast = state.withLock { state in
            state.connections[ObjectIdentifier(connection)] = nil
            return state.isDraining && state.connections.isEmpty
        }
        if isLast { finish() }
    }

    // MARK: Its calls

    func method(_ path: String) -> ServerMethod? {
        methods[path]
    }

    func accept(_ call: Call, on connection: GRPCConnection) {
        let executor: (any TaskExecutor)? =
            switch call.method?.executor ?? handlerExecutor {
            // Nil rather than its executor: each step of a task with a preference has to look it up.
            case .pool: nil
            case .connection: connection.thread
            }
        handlers.start(call, on: executor) { [self] in
            await serve(call, on: connection)
            connection.endServing(call)
        }
    }

    func abandoned(_ call: Call) {
        handlers.cancel(call)
    }

    /// Lets the handler of a call do its work.
    private func serve(_ call: Call, on connection: GRPCConnection) async {
        guard let request = call.request else { return }
        let compression = request.acceptsGzip ? self.compression : .identity
        if let method = call.method {
            await serve(call, on: connection, by: method, compression)
        } else {
            await serveGenerally(call, request.path, on: connection, compression)
        }
    }

    private func serveGenerally(
        _ call: Call,
        _ path: String,
        on connection: GRPCConnection,
        _ compression: MessageCompression
    ) async {
        let (known, streamHandler) = state.withLock { ($0.known[path], $0.streamHandler) }
        guard let descriptor = known ?? MethodDescriptor(path: path), let streamHandler else {
            let message = "malformed method name: \(path)"
            connection.sendStatus(GRPCStatus(code: .unimplemented, message: message), metadata: [], of: call)
            return
        }
        let stream = RPCStream(
            descriptor: descriptor,
            inbound: RPCAsyncSequence(wrapping: RequestParts(connection: connection, call: call)),
            outbound: RPCWriter.Closable(
                wrapping: ResponseWriter(
                    connection: connection,
                    call: call,
                    isSingle: descriptor.type.map { !$0.isResponseStreaming } ?? false,
                    compression: compression
                )
            )
        )
        await withServerContextRPCCancellationHandle { handle in
            connection.onCancel(call) { handle.cancel() }
            let context = ServerContext(
                descriptor: descriptor,
                remotePeer: connection.peerName,
                localPeer: "plugin",
                cancellation: handle
            )
            await streamHandler(stream, context)
        }
    }

    /// The short way.
    private func serve(
        _ call: Call,
        on connection: GRPCConnection,
        by method: ServerMethod,
        _ compression: MessageCompression
    ) async {
        let served = ServerCall(connection: connection, call: call, compression: compression)
        do {
            switch method.handler {
            case .request(let handle):
                let message = try WholeRequest(connection.takeRequest(of: call))
                    .message(call.compression, limit: connection.messageSize)
                try await handle(message, served)
            case .stream(let handle):
                try await handle(served)
            }
        } catch {
            served.fail(error)
        }
    }
}

/// The one message of a request on the short way.
private struct WholeRequest {
    private var messages: [InboundItem] = []
    private var failure: GRPCStatus?

    init(_ items: [InboundItem]) {
        for item in items {
            switch item {
            case .message, .placed: messages.append(item)
            case .failed(let status): failure = status
            case .request, .response, .end, .status: break
            }
        }
    }

    func message(_ compression: MessageCompression?, limit: Int) throws(RPCError) -> IncomingMessage {
        if let failure { throw RPCError(failure) }
        switch messages.first {
        case .message(let message)? where messages.count == 1:
            return .bytes(try message.unpacked(compression, limit: limit))
        case .placed(let block)? where messages.count == 1:
            return .placed(block)
        default:
            throw RPCError(
                code: .internalError,
                message: "the method takes one message, and \(messages.count) came"
            )
        }
    }
}
