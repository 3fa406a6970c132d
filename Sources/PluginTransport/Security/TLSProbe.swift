import Crypto
import NIOCore
import NIOSSL
import NIOTLS
import Synchronization

/// The client's side of TLS with settings that no host of ours has, to see what a plugin makes of them: as bytes in and
/// bytes out, for one task. It accepts whatever certificate the plugin shows.
package final class TLSProbe {
    /// How it differs from a host.
    package struct Settings: Sendable {
        /// The key and certificate to show; nil for none.
        package var identity: TransportIdentity?
        /// Whether TLS 1.3 is left out.
        package var isOld: Bool
        /// What is offered by ALPN.
        package var applicationProtocols: [String]

        /// Creates settings; a host's own but for what is given.
        package init(identity: TransportIdentity?, isOld: Bool = false, applicationProtocols: [String] = ["h2"]) {
            self.identity = identity
            self.isOld = isOld
            self.applicationProtocols = applicationProtocols
        }
    }

    private let channel = MemoryChannel()
    private let observer = Observer()
    private let handler: NIOSSLClientHandler
    private let leaf = Leaf()

    /// Prepares a handshake; ``start(wire:)`` begins it.
    ///
    /// - Throws: ``TransportError`` with code `certificate` when the identity is refused.
    package init(_ settings: Settings) throws {
        let identity = try settings.identity.map { identity in
            (
                chain: [try NIOSSLCertificate(bytes: identity.certificateDER, format: .der)],
                key: try NIOSSLPrivateKey(bytes: Array(identity.privateKey.derRepresentation), format: .der)
            )
        }
        var configuration = TLSConfiguration.forPlugins(identity)
        configuration.certificateVerification = .noHostnameVerification
        if settings.isOld { configuration.maximumTLSVersion = .tlsv12 }
        configuration.applicationProtocols = settings.applicationProtocols
        handler = try NIOSSLClientHandler(
            context: NIOSSLContext(configuration: configuration),
            serverHostname: "localhost",
            customVerificationCallback: { [leaf] chain, promise in
                leaf.set(chain.first.flatMap { try? $0.toDERBytes() })
                promise.succeed(.certificateVerified)
            }
        )
        try channel.pipeline.syncOperations.addHandler(handler)
        try channel.pipeline.syncOperations.addHandler(observer)
    }

    deinit {
        channel.end()
    }

    /// Whether this side's handshake is over; under TLS 1.3 the plugin may still refuse its certificate.
    package var isEstablished: Bool { observer.applicationProtocol != nil }
    /// What the plugin selected by ALPN, once ``isEstablished``; empty for nothing.
    package var applicationProtocol: String? { observer.applicationProtocol }
    /// The certificate that the plugin showed, DER encoded.
    package var peerCertificateDER: [UInt8]? { leaf.der }
    /// What the two sides agreed on, such as `TLS 1.3`; nil before that.
    package var version: String? {
        guard isEstablished else { return nil }
        switch handler.tlsVersion {
        case .tlsv13: return "TLS 1.3"
        case .tlsv12: return "TLS 1.2"
        default: return "unknown"
        }
    }

    /// Begins: what there is to say first goes to `wire`.
    package func start(wire: inout [UInt8]) throws {
        channel.activate()
        try collect(wire: &wire)
    }

    /// Takes bytes from the plugin.
    package func receive(_ bytes: [UInt8], plain: inout [UInt8], wire: inout [UInt8]) throws {
        channel.receive(ByteBuffer(bytes: bytes))
        channel.takeRead(into: &plain)
        try collect(wire: &wire)
    }

    /// Encrypts.
    package func send(_ plain: [UInt8], wire: inout [UInt8]) throws {
        channel.send(ByteBuffer(bytes: plain))
        try collect(wire: &wire)
    }

    private func collect(wire: inout [UInt8]) throws {
        channel.takeWritten(into: &wire)
        if let failure = channel.failure { throw failure }
    }

    /// The certificate that was shown, out of the hands of the callback.
    private final class Leaf: Sendable {
        private let storage = Mutex<[UInt8]?>(nil)

        var der: [UInt8]? { storage.withLock { $0 } }

        func set(_ der: [UInt8]?) {
            storage.withLock { $0 = der }
        }
    }

    private final class Observer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private(set) var applicationProtocol: String?

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .handshakeCompleted(let negotiatedProtocol)? = event as? TLSUserEvent {
                applicationProtocol = negotiatedProtocol ?? ""
            }
            context.fireUserInboundEventTriggered(event)
        }
    }
}
