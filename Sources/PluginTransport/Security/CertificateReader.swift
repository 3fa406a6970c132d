import Crypto
import SwiftASN1
import X509

/// Reads what the engine needs to know of a peer's certificate.
package enum CertificateReader {
    /// The longest certificate that is looked at, in bytes; real ones are under 2 KiB.
    package static let maximumLength = 64 * 1024

    /// The kind of public key in a DER certificate, such as `ECDSA P-521`.
    ///
    /// - Throws: ``TransportError`` with code `certificate` when the bytes are no certificate.
    package static func keyDescription(der: [UInt8]) throws(TransportError) -> String {
        let key = try parse(der: der).publicKey
        if P256.Signing.PublicKey(key) != nil { return "ECDSA P-256" }
        if P384.Signing.PublicKey(key) != nil { return "ECDSA P-384" }
        if P521.Signing.PublicKey(key) != nil { return "ECDSA P-521" }
        if Curve25519.Signing.PublicKey(key) != nil { return "Ed25519" }
        // X509 supports these four and RSA.
        return "RSA"
    }

    /// The DER bytes of the first certificate in a PEM text.
    ///
    /// - Throws: ``TransportError`` with code `certificate` when there is none.
    package static func der(pem: String) throws(TransportError) -> [UInt8] {
        do {
            guard pem.utf8.count <= maximumLength else {
                throw TransportError(code: .certificate, message: "the certificate exceeds \(maximumLength) bytes")
            }
            let document = try PEMDocument(pemString: pem)
            _ = try Certificate(derEncoded: document.derBytes)
            return document.derBytes
        } catch {
            throw TransportError(code: .certificate, message: "the peer's certificate is not valid PEM", cause: error)
        }
    }

    /// What a certificate says about its use.
    ///
    /// - Throws: ``TransportError`` with code `certificate` when the bytes are no certificate, or an extension cannot be
    ///   read.
    package static func facts(der: [UInt8]) throws(TransportError) -> CertificateFacts {
        let key = try keyDescription(der: der)
        let certificate = try parse(der: der)
        do {
            return try CertificateFacts(certificate, key: key)
        } catch {
            throw TransportError(
                code: .certificate,
                message: "the certificate's extensions cannot be read",
                cause: error
            )
        }
    }

    private static func parse(der: [UInt8]) throws(TransportError) -> Certificate {
        guard der.count <= maximumLength else {
            throw TransportError(code: .certificate, message: "the certificate exceeds \(maximumLength) bytes")
        }
        do {
            return try Certificate(derEncoded: der)
        } catch {
            throw TransportError(code: .certificate, message: "the peer's certificate cannot be read", cause: error)
        }
    }
}
