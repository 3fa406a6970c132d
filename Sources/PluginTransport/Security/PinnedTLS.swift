import Crypto
import NIOCore
package import NIOSSL

/// Mutual TLS in which trust is one certificate: the one that the peer announced in the handshake.
///
/// Three settings differ from NIOSSL's defaults, and without each of them some peers cannot connect:
/// go-plugin's certificates are P-521, which BoringSSL neither verifies (signature list) nor, under TLS 1.2, accepts
/// (curve list) unless told to; and trust is an own check, because a pinned certificate need not form a chain
/// (pyvider's is CA:FALSE).
package struct PinnedTLS: Sendable {
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
            // One configuration for both roles: the two factory methods differ in the defaults set here anyway.
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: [.certificate(certificate)],
                privateKey: .privateKey(key)
            )
            configuration.certificateVerification = .noHostnameVerification
            configuration.trustRoots = .certificates([])
            configuration.minimumTLSVersion = .tlsv12
            // grpc-go refuses a connection without it.
            configuration.applicationProtocols = ["h2"]
            configuration.verifySignatureAlgorithms = Self.verifiableSignatures
            configuration.curves = Self.curves
            context = try NIOSSLContext(configuration: configuration)
            pinned = peerCertificateDER
        } catch {
            throw TransportError(code: .certificate, message: "cannot set up TLS", cause: error)
        }
    }

    private static let verifiableSignatures: [SignatureAlgorithm] = [
        .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512,
        .rsaPssRsaeSha256, .rsaPssRsaeSha384, .rsaPssRsaeSha512,
        .rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512,
        .ed25519,
    ]

    private static let curves: [NIOTLSCurve] = [.x25519, .secp256r1, .secp384r1, .secp521r1]

    /// The handler of the connecting side.
    package func makeClientHandler() throws -> NIOSSLClientHandler {
        try NIOSSLClientHandler(
            context: context,
            serverHostname: "localhost",
            customVerificationCallback: verifyPinned
        )
    }

    /// The handler of the accepting side, which demands a certificate.
    package func makeServerHandler() -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: context, customVerificationCallback: verifyPinned)
    }

    private var verifyPinned: NIOSSLCustomVerificationCallback {
        { [pinned] chain, promise in
            let leaf = chain.first.flatMap { try? $0.toDERBytes() }
            promise.succeed(leaf == pinned ? .certificateVerified : .failed)
        }
    }
}
