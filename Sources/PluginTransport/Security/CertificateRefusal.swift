#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// Why a certificate was refused, in words: the TLS library decides and says no more than that.
struct CertificateRefusal {
    /// What a certificate is shown as.
    enum Use {
        case client
        case server
    }

    /// What the peer did, or must do better.
    let reason: String

    /// - Parameters:
    ///   - certificate: what was shown, DER encoded; nil for nothing.
    ///   - use: what it was shown as.
    ///   - owner: who refused it.
    init(_ certificate: [UInt8]?, of use: Use, by owner: String) {
        guard let certificate else {
            reason = "it showed no certificate"
            return
        }
        guard let facts = try? CertificateReader.facts(der: certificate) else {
            reason = "its certificate cannot be read"
            return
        }
        if let problem = Self.date(facts) {
            reason = "its certificate \(problem)"
        } else if !(use == .client ? facts.servesClients : facts.servesServers) {
            reason = "its certificate is not meant for a \(use) (extended key usage)"
        } else {
            reason =
                "no authority that \(owner) trusts vouches for its certificate, or one between them is not valid"
        }
    }

    /// What is wrong with the dates of a certificate, as the end of a sentence; nil for nothing.
    static func date(_ der: [UInt8]) -> String? {
        (try? CertificateReader.facts(der: der)).flatMap { date($0) }
    }

    private static func date(_ facts: CertificateFacts) -> String? {
        let now = Date().timeIntervalSince1970
        if facts.validUntil < now { return "has expired (\(text(facts.validUntil)))" }
        if facts.validFrom > now { return "is not valid before \(text(facts.validFrom)); look at the clocks" }
        return nil
    }

    private static func text(_ seconds: Double) -> String {
        Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
}
