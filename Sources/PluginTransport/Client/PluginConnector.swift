import HTTP2Engine
package import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// An open connection to a plugin: the transport to make calls on, and what TLS agreed.
package struct PluginConnection: Sendable {
    /// What calls are made on; the connection closes when it is let go.
    package var transport: PluginClientTransport
    /// What TLS agreed; nil on a plaintext connection.
    package var tls: TLSSummary?
    /// The socket that this connection shares with those of the broker; nil when it has one of its own.
    var shared: MultiplexedSocket?
}

/// What a client needs to begin TLS.
struct ClientTLS {
    private let setup: any TLSSetup
    /// The kind of key in the peer's certificate, where it is known beforehand.
    private let peerKey: String?

    /// Nil without TLS.
    init?(_ security: ConnectionSecurity) throws(TransportError) {
        if case .mutualTLS(_, let peer) = security {
            peerKey = try CertificateReader.keyDescription(der: peer)
        } else {
            peerKey = nil
        }
        guard let setup = try security.setup(as: .client) else { return nil }
        self.setup = setup
    }

    func layer() throws -> TLSLayer {
        try TLSLayer(setup, role: .client, peerKey: peerKey)
    }
}

/// Connects to the address that a plugin announced.
package enum PluginConnector {
    /// How long the connection and the TLS handshake may take, together.
    package static let defaultTimeout: Duration = .seconds(10)

    /// Connects, and returns once TLS is up and the peer known.
    ///
    /// - Parameters:
    ///   - peer: what the peer is called in messages.
    ///   - multiplexed: whether the plugin expects all connections as streams of one yamux session.
    ///   - spins: whether the I/O thread burns a processor for up to 50 us while calls run, to answer sooner.
    /// - Throws: ``TransportError``: `invalidAddress`, `connectFailed`, `handshakeFailed`, `deadlineExceeded`,
    ///   `system`; `CancellationError`.
    package static func connect(
        to address: PluginAddress,
        of peer: String = "the plugin",
        security: ConnectionSecurity,
        limits: MessageLimits = .host,
        multiplexed: Bool = false,
        spins: Bool = false,
        timeout: Duration = defaultTimeout
    ) async throws -> PluginConnection {
        let end = ContinuousClock.now + timeout
        let target = try LocalAddress(address)
        let peerName = "\(peer) at \(address)"
        let thread = try IOThread.shared()
        let tls = try ClientTLS(security)
        let socket = try await open(target, on: thread, by: end, timeout: timeout, peerName: peerName)
        var shared: MultiplexedSocket?
        var carrier: any Carrier = socket
        if multiplexed {
            let session = MultiplexedSocket(socket, role: .client, thread: thread)
            // Until there is a broker nobody waits for a stream of the plugin's.
            session.start { $0.refuse() }
            shared = session
            carrier = try session.open(isMain: true)
        }
        var connection = try await connect(
            over: carrier,
            tls: tls,
            limits: limits,
            peerName: peerName,
            spins: spins,
            by: end,
            timeout: timeout
        )
        connection.shared = shared
        return connection
    }

    /// Makes a connection on a carrier that is there already, and returns once TLS is up and the peer known.
    static func connect(
        over carrier: any Carrier,
        tls: ClientTLS?,
        limits: MessageLimits,
        peerName: String,
        spins: Bool = false,
        by end: ContinuousClock.Instant,
        timeout: Duration
    ) async throws -> PluginConnection {
        let connection = GRPCConnection(
            carrier: carrier,
            role: .client,
            thread: try IOThread.shared(),
            tls: try tls?.layer(),
            limits: ConnectionLimits(messages: limits),
            peerName: peerName,
            spins: spins,
            acceptor: nil
        )
        let transport = PluginClientTransport(owning: connection)
        connection.start()
        // In plain text a peer that says nothing would be found out by nobody.
        connection.expectHandshake(within: timeout)
        let summary = try await withDeadline(
            end - .now,
            timeoutError: late("the TLS handshake with", peerName, timeout)
        ) {
            try await connection.established.value()
        }
        return PluginConnection(transport: transport, tls: summary)
    }

    /// Connects through memory that the plugin has taken.
    ///
    /// - Throws: ``TransportError``, `system`.
    package static func connect(
        through offer: SharedMemoryOffer,
        limits: MessageLimits = .host,
        spins: Bool = false,
        timeout: Duration = defaultTimeout
    ) throws -> PluginConnection {
        let connection = GRPCConnection(
            carrier: offer.channel,
            role: .client,
            thread: try IOThread.shared(),
            tls: nil,
            limits: ConnectionLimits(messages: limits),
            peerName: "the plugin behind shared memory",
            spins: spins,
            acceptor: nil
        )
        let transport = PluginClientTransport(owning: connection)
        connection.start()
        connection.expectHandshake(within: timeout)
        return PluginConnection(transport: transport, tls: nil)
    }

    /// Connects once, to see who listens.
    ///
    /// - Returns: the number of the process that listens; nil when the system does not say, as with TCP.
    /// - Throws: as ``connect(to:of:security:limits:multiplexed:spins:timeout:)``.
    package static func listener(at address: PluginAddress, timeout: Duration) async throws -> Int32? {
        let socket = try await open(
            try LocalAddress(address),
            on: try IOThread.shared(),
            by: .now + timeout,
            timeout: timeout,
            peerName: "the plugin at \(address)"
        )
        defer { socket.close() }
        return socket.listener
    }

    private static func open(
        _ target: LocalAddress,
        on thread: IOThread,
        by end: ContinuousClock.Instant,
        timeout: Duration,
        peerName: String
    ) async throws -> StreamSocket {
        while true {
            if let (socket, isConnected) = try StreamSocket.connect(to: target) {
                if isConnected { return socket }
                do {
                    let waiter = ConnectWaiter(socket: socket)
                    try await withDeadline(end - .now, timeoutError: late("connecting to", peerName, timeout)) {
                        try await waiter.wait(on: thread)
                    }
                    return socket
                } catch {
                    socket.close()
                    throw error
                }
            }
            // A Unix socket whose queue is full says so and has no event for the time when it is not any more.
            guard ContinuousClock.now < end else { throw late("connecting to", peerName, timeout) }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    private static func late(_ what: String, _ peerName: String, _ timeout: Duration) -> TransportError {
        TransportError(code: .deadlineExceeded, message: "\(what) \(peerName) did not finish within \(timeout)")
    }
}

/// Waits until a socket that was told to connect has done so.
private final class ConnectWaiter: IOSource {
    private let socket: StreamSocket
    private let outcome = OneShot<Void>()

    init(socket: StreamSocket) {
        self.socket = socket
    }

    func wait(on thread: IOThread) async throws {
        let token = thread.watch(socket.descriptor, for: .writable, source: self)
        defer { thread.unwatch(socket.descriptor, token: token) }
        try await outcome.value()
    }

    func ready(_ readiness: Readiness, on thread: IOThread) {
        let error = socket.pendingError
        guard error != 0 else {
            outcome.fulfil()
            return
        }
        let message = "cannot connect to the plugin: \(String(cString: strerror(error)))"
        outcome.fulfil(.failure(TransportError(code: .connectFailed, message: message)))
    }
}

extension ConnectionLimits {
    /// The defaults, with the size of messages that was asked for.
    init(messages: MessageLimits) {
        self.init()
        messageSize = messages.inboundBytes
    }
}
