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
}

/// Connects to the address that a plugin announced.
package enum PluginConnector {
    /// How long the connection and the TLS handshake may take, together.
    package static let defaultTimeout: Duration = .seconds(10)

    /// Connects, and returns once TLS is up and pinned.
    ///
    /// - Parameters:
    ///   - multiplexed: whether the plugin expects all connections as streams of one yamux session.
    ///   - spins: whether the I/O thread burns a processor for up to 50 us while calls run, to answer sooner.
    /// - Throws: ``TransportError``: `invalidAddress`, `connectFailed`, `handshakeFailed`, `deadlineExceeded`,
    ///   `system`; `CancellationError`.
    package static func connect(
        to address: PluginAddress,
        security: ConnectionSecurity,
        limits: MessageLimits = .host,
        multiplexed: Bool = false,
        spins: Bool = false,
        timeout: Duration = defaultTimeout
    ) async throws -> PluginConnection {
        let end = ContinuousClock.now + timeout
        let target = try LocalAddress(address)
        let peerName = "the plugin at \(address)"
        var peerKey: String?
        var tls: TLSLayer?
        if case .mutualTLS(let identity, let peerCertificateDER) = security {
            peerKey = try CertificateReader.keyDescription(der: peerCertificateDER)
            let pinned = try PinnedTLS(identity: identity, peerCertificateDER: peerCertificateDER)
            tls = try TLSLayer(pinned, role: .client)
        }
        let layers = LayerStack(yamux: multiplexed ? try YamuxLayer() : nil, tls: tls)
        let thread = try IOThread.shared()
        let socket = try await open(target, on: thread, by: end, timeout: timeout, peerName: peerName)
        let connection = GRPCConnection(
            socket: socket,
            role: .client,
            thread: thread,
            layers: layers,
            limits: ConnectionLimits(messages: limits),
            peerName: peerName,
            spins: spins,
            acceptor: nil
        )
        let transport = PluginClientTransport(owning: connection)
        connection.start()
        // In plain text a peer that says nothing would be found out by nobody.
        connection.expectHandshake(within: timeout)
        let version = try await withDeadline(
            end - .now,
            timeoutError: late("the TLS handshake with", peerName, timeout)
        ) {
            try await connection.established.value()
        }
        let summary = peerKey.map { TLSSummary(version: version ?? "unknown", peerKey: $0) }
        return PluginConnection(transport: transport, tls: summary)
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
