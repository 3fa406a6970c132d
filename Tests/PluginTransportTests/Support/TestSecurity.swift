import Testing

@testable import PluginTransport

/// The two ways in which a connection is protected, ready for both sides.
enum TestSecurity: CaseIterable, Sendable, CustomTestStringConvertible {
    case plaintext
    case mutualTLS

    /// One pair for all tests: making keys is not what they are about.
    private static let identities = Result {
        (host: try TransportIdentity.generate(), plugin: try TransportIdentity.generate())
    }

    /// The plugin's side.
    var server: ConnectionSecurity {
        get throws {
            let (host, plugin) = try Self.identities.get()
            return self == .plaintext
                ? .plaintext : .mutualTLS(identity: plugin, peerCertificateDER: host.certificateDER)
        }
    }

    /// The host's side.
    var client: ConnectionSecurity {
        get throws {
            let (host, plugin) = try Self.identities.get()
            return self == .plaintext
                ? .plaintext : .mutualTLS(identity: host, peerCertificateDER: plugin.certificateDER)
        }
    }

    /// The host's side in memory; nil without TLS.
    var clientLayer: TLSLayer? {
        get throws {
            guard case .mutualTLS(let identity, let peer) = try client else { return nil }
            return try TLSLayer(PinnedTLS(identity: identity, peerCertificateDER: peer), role: .client)
        }
    }

    var testDescription: String { self == .plaintext ? "plaintext" : "mutual TLS" }
}
