import NIOCore
import NIOSSL
import NIOTLS

/// TLS on one connection, as bytes in and bytes out; it does no I/O.
final class TLSLayer {
    private static let applicationProtocol = "h2"

    let channel: MemoryChannel
    private let observer = HandshakeObserver()
    private let handler: NIOSSLHandler
    private let setup: any TLSSetup
    private let role: ConnectionRole
    private let peerKey: String?

    /// Prepares one side; ``start(wire:)`` begins.
    ///
    /// - Parameter peerKey: the kind of key in the peer's certificate, where it is known beforehand.
    init(_ tls: any TLSSetup, role: ConnectionRole, peerKey: String? = nil) throws {
        setup = tls
        self.peerKey = peerKey
        self.role = role
        switch role {
        case .client: handler = try tls.makeClientHandler()
        case .server: handler = try tls.makeServerHandler()
        }
        // Behind what may fail: a channel must be ended.
        channel = MemoryChannel()
        try channel.pipeline.syncOperations.addHandler(handler)
        try channel.pipeline.syncOperations.addHandler(observer)
    }

    deinit {
        channel.end()
    }

    /// Whether the handshake is over and application data flows.
    var isEstablished: Bool { observer.alpn == Self.applicationProtocol }

    /// Whether the peer has said goodbye.
    var isEnded: Bool { channel.isClosed }

    /// What the two sides agreed on, such as `TLS 1.3`; nil before that.
    var version: String? {
        guard isEstablished else { return nil }
        switch handler.tlsVersion {
        case .tlsv13: return "TLS 1.3"
        case .tlsv12: return "TLS 1.2"
        default: return "unknown"
        }
    }

    /// What the two sides agreed on, and the kind of key in the certificate that the peer has shown; nil before that.
    var summary: TLSSummary? {
        guard let version else { return nil }
        let key = peerKey ?? peerCertificate.flatMap { try? CertificateReader.keyDescription(der: $0) }
        return TLSSummary(version: version, peerKey: key ?? "unknown")
    }

    private var peerCertificate: [UInt8]? {
        handler.peerCertificate.flatMap { try? $0.toDERBytes() }
    }

    /// Begins: a client says hello.
    func start(wire: inout [UInt8]) throws {
        channel.activate()
        try collect(wire: &wire)
    }

    /// Takes bytes from the peer.
    ///
    /// - Parameters:
    ///   - plain: gets what they say.
    ///   - wire: gets what the handshake has to answer, also when it fails.
    func receive(_ bytes: UnsafeRawBufferPointer, plain: inout [UInt8], wire: inout [UInt8]) throws {
        channel.receive(ByteBuffer(bytes: bytes))
        channel.takeRead(into: &plain)
        try collect(wire: &wire)
    }

    /// Encrypts.
    func send(_ plain: [UInt8], wire: inout [UInt8]) throws {
        channel.send(ByteBuffer(bytes: plain))
        try collect(wire: &wire)
    }

    /// Says goodbye to the peer.
    func finish(wire: inout [UInt8]) {
        channel.finish()
        try? collect(wire: &wire)
    }

    private func collect(wire: inout [UInt8]) throws {
        channel.takeWritten(into: &wire)
        if let failure = channel.failure {
            guard !isEstablished else { throw failure }
            let reason = setup.reason(for: failure, certificate: peerCertificate, role: role)
            throw HandshakeFailure(reason: TLSAlert.refusal(in: failure) ?? reason, cause: failure)
        }
        if let alpn = observer.alpn, alpn != Self.applicationProtocol { throw NoApplicationProtocol() }
    }

    /// The peer did not select the protocol that is to be spoken.
    struct NoApplicationProtocol: Error {}

    private final class HandshakeObserver: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        /// The application protocol once the handshake is over; empty when none was selected.
        private(set) var alpn: String?

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted(let negotiatedProtocol)? = event as? TLSUserEvent {
                alpn = negotiatedProtocol ?? ""
            }
            context.fireUserInboundEventTriggered(event)
        }
    }
}
