import Crypto
public import PluginTransport
import SwiftASN1
import X509

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// An authority that vouches for certificates which a test needs: good ones and wrong ones.
public struct TestAuthority {
    /// What a certificate may be shown as.
    public enum Role: Sendable {
        case client
        case server
        case both
    }

    private let key: Certificate.PrivateKey
    private let certificate: Certificate
    /// Its own certificate.
    public let pem: String

    /// Makes an authority, with go-plugin's kind of key.
    public init(name: String = "authority") throws {
        key = Certificate.PrivateKey(P521.Signing.PrivateKey())
        let subject = try DistinguishedName { CommonName(name) }
        certificate = try Self.certificate(
            of: key.publicKey,
            subject: subject,
            issuer: subject,
            signedBy: key,
            validity: -3600...86400,
            Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            }
        )
        pem = try certificate.serializeAsPEM().pemString
    }

    /// A certificate and its key.
    ///
    /// - Parameters:
    ///   - hostName: what it is for.
    ///   - role: what it may be shown as.
    ///   - validity: from when until when it is valid, in seconds from now.
    public func identity(
        for hostName: String = "localhost",
        as role: Role = .both,
        validity: ClosedRange<Double> = -3600...86400
    ) throws -> TLSIdentity {
        let own = P256.Signing.PrivateKey()
        let usages: [ExtendedKeyUsage.Usage] =
            switch role {
            case .client: [.clientAuth]
            case .server: [.serverAuth]
            case .both: [.clientAuth, .serverAuth]
            }
        let issued = try Self.certificate(
            of: Certificate.PrivateKey(own).publicKey,
            subject: try DistinguishedName { CommonName("peer") },
            issuer: certificate.subject,
            signedBy: key,
            validity: validity,
            Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage(usages)
                SubjectAlternativeNames([.dnsName(hostName)])
            }
        )
        return TLSIdentity(
            certificateChainPEM: try issued.serializeAsPEM().pemString,
            privateKeyPEM: own.pemRepresentation
        )
    }

    /// Writes a certificate, its key and this authority's certificate where a program can read them.
    ///
    /// - Returns: the paths of the three.
    public func write(
        _ identity: TLSIdentity,
        to folder: TemporaryFolder
    ) throws -> (certificate: String, key: String, authority: String) {
        let name = "\(UInt64.random(in: 0...UInt64.max))"
        return (
            try folder.write(identity.certificateChainPEM, to: "\(name).certificate"),
            try folder.write(identity.privateKeyPEM, to: "\(name).key"),
            try folder.write(pem, to: "\(name).authority")
        )
    }

    private static func certificate(
        of publicKey: Certificate.PublicKey,
        subject: DistinguishedName,
        issuer: DistinguishedName,
        signedBy key: Certificate.PrivateKey,
        validity: ClosedRange<Double>,
        _ extensions: Certificate.Extensions
    ) throws -> Certificate {
        let now = Date()
        return try Certificate(
            version: .v3,
            serialNumber: Certificate.SerialNumber(),
            publicKey: publicKey,
            notValidBefore: now.addingTimeInterval(validity.lowerBound),
            notValidAfter: now.addingTimeInterval(validity.upperBound),
            issuer: issuer,
            subject: subject,
            signatureAlgorithm: .ecdsaWithSHA512,
            extensions: extensions,
            issuerPrivateKey: key
        )
    }
}
