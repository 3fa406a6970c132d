import X509

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What a certificate says about its use, as far as the other side of a plugin connection may care.
package struct CertificateFacts: Sendable, Hashable {
    /// The kind of public key, such as `ECDSA P-521`.
    package var key: String
    /// Whether it may be the root of a chain.
    package var isAuthority: Bool
    /// The host names that it is for.
    package var hostNames: [String]
    /// Whether it may be shown by the connecting side; also without a word about it.
    package var servesClients: Bool
    /// Whether it may be shown by the accepting side; also without a word about it.
    package var servesServers: Bool
    /// From when it is valid, in seconds since 1970.
    package var validFrom: Double
    /// Until when, in seconds since 1970.
    package var validUntil: Double

    init(_ certificate: Certificate, key: String) throws {
        self.key = key
        isAuthority =
            switch try certificate.extensions.basicConstraints {
            case .isCertificateAuthority?: true
            case .notCertificateAuthority?, nil: false
            }
        let names = try certificate.extensions.subjectAlternativeNames.map { Array($0) } ?? []
        hostNames = names.compactMap { name in
            guard case .dnsName(let name) = name else { return nil }
            return name
        }
        let usages = try certificate.extensions.extendedKeyUsage.map { Array($0) }
        servesClients = usages.map { $0.contains(.clientAuth) || $0.contains(.any) } ?? true
        servesServers = usages.map { $0.contains(.serverAuth) || $0.contains(.any) } ?? true
        validFrom = certificate.notValidBefore.timeIntervalSince1970
        validUntil = certificate.notValidAfter.timeIntervalSince1970
    }
}
