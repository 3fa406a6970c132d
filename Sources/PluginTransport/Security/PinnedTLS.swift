import Crypto
import NIOCore
package import NIOSSL

/// Mutual TLS in which trust is one certificate: the one that the peer announced in the handshake.
///
/// Trust is an own check, because a pinned certificate need not form a chain (pyvider's is CA:FALSE).
package struct PinnedTLS: TLSSetup {
    private let context: NIOSSLContext
    private let pinned: [UInt8]

    /// Prepares TLS for one identity and one peer.
    ///
    /// - Throws: ``TransportError`` with code `certificate` when the certificate or key is refused.
    package init(
        identity: TransportIdentity,
        peerCertificateDER: [UInt8]
    ) throws(TransportError) {
        do {
            let certificate = try NIOSSLCertificate(bytes: identity.certificateDER, format: .der)
            let key = try NIOSSLPrivateKey(
                bytes: Array(identity.privateKey.derRepresentation),
                format: .der
            )
            var configuration = TLSConfiguration.forPlugins((chain: [certificate], key: key))
            configuration.certificateVerification = .noHostnameVerification
            context = try NIOSSLContext(configuration: configuration)
            pinned = peerCertificateDER
        } catch {
            throw TransportError(code: .certificate, message: "cannot set up TLS", cause: error)
        }
    }

    /// The handler of the connecting side.
    package func makeClientHandler() throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(
            context: context,
            serverHostname: "localhost",
            customVerificationCallback: verifying(pinned)
        )
    }

    /// The handler of the accepting side, which demands a certificate.
    package func makeServerHandler() -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: context, customVerificationCallback: verifying(pinned))
    }

    func reason(for error: any Error, certificate: [UInt8]?, role: ConnectionRole) -> String {
        "it must speak TLS 1.2 or newer and show exactly the certificate of its handshake line"
    }
}
