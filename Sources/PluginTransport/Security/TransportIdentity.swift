package import Crypto
import SwiftASN1
import Synchronization
import X509

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The key and self-signed certificate of one side of one plugin connection, made for one start.
///
/// go-plugin's AutoMTLS makes a P-521 pair per start; the protocol does not fix the curve, and P-256 is some ten times
/// cheaper. The key never leaves the process: it is in no environment, argument, file or log.
package struct TransportIdentity: Sendable {
    /// How far back validity starts, for peers whose clock is behind.
    static let clockSkewAllowance: Double = 30
    /// How long the certificate is valid: the life of the process is what really bounds it.
    static let validity: Double = 30 * 365.25 * 24 * 3600

    /// The certificate, DER encoded: what the handshake line carries and what the peer pins.
    package let certificateDER: [UInt8]
    /// The certificate as one PEM block: what a host hands over in `PLUGIN_CLIENT_CERT`.
    package let certificatePEM: String
    /// The private key that belongs to it.
    package let privateKey: P256.Signing.PrivateKey

    /// One that is made and waits for its start.
    private static let prepared = Mutex<TransportIdentity?>(nil)

    /// Makes a key and certificate ahead, so that the next start need not wait a millisecond for them.
    ///
    /// Does nothing when there is one already, or when none can be made: the start finds that out.
    package static func prepare() {
        guard prepared.withLock({ $0 == nil }), let identity = try? generate() else { return }
        prepared.withLock { $0 = identity }
    }

    /// A key and certificate that nobody has used: the one made ahead, or a new one.
    ///
    /// - Throws: ``TransportError`` with code `certificate` when the system cannot provide one.
    package static func take() throws(TransportError) -> TransportIdentity {
        if let identity = prepared.withLock({ $0.take() }) { return identity }
        return try generate()
    }

    /// Makes a fresh key and certificate.
    ///
    /// - Throws: ``TransportError`` with code `certificate` when the system cannot provide one.
    package static func generate() throws(TransportError) -> TransportIdentity {
        do {
            let key = P256.Signing.PrivateKey()
            let certificateKey = Certificate.PrivateKey(key)
            let name = try DistinguishedName {
                OrganizationName("omniview")
                CommonName("localhost")
            }
            let now = Date()
            let certificate = try Certificate(
                version: .v3,
                serialNumber: Certificate.SerialNumber(),
                publicKey: certificateKey.publicKey,
                notValidBefore: now.addingTimeInterval(-clockSkewAllowance),
                notValidAfter: now.addingTimeInterval(validity),
                issuer: name,
                subject: name,
                signatureAlgorithm: .ecdsaWithSHA256,
                extensions: try extensions(publicKey: certificateKey.publicKey),
                issuerPrivateKey: certificateKey
            )
            var serializer = DER.Serializer()
            try serializer.serialize(certificate)
            return TransportIdentity(
                certificateDER: serializer.serializedBytes,
                certificatePEM: try certificate.serializeAsPEM().pemString + "\n",
                privateKey: key
            )
        } catch {
            throw TransportError(
                code: .certificate,
                message: "cannot make a certificate for the plugin connection",
                cause: error
            )
        }
    }

    /// What the certificate may be used for.
    ///
    /// Both roles and CA:TRUE, as go-plugin's own: a broker connection may go either way, and peers that verify a
    /// chain use the certificate as its root.
    private static func extensions(publicKey: Certificate.PublicKey) throws -> Certificate.Extensions {
        try Certificate.Extensions {
            Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
            Critical(KeyUsage(digitalSignature: true, keyEncipherment: true, keyAgreement: true, keyCertSign: true))
            try ExtendedKeyUsage([.clientAuth, .serverAuth])
            SubjectAlternativeNames([.dnsName("localhost")])
            SubjectKeyIdentifier(hash: publicKey)
        }
    }
}
