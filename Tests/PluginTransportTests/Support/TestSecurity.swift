import Testing

@testable import PluginTransport

/// The ways in which a connection is protected, ready for both sides.
enum TestSecurity: CaseIterable, Sendable, CustomTestStringConvertible {
    case plaintext
    case mutualTLS
    /// As a stream of a yamux session, with mutual TLS on it.
    case multiplexed
    /// By memory that nobody else gets at.
    case sharedMemory

    static let onSockets: [TestSecurity] = [.plaintext, .mutualTLS]

    var hasTLS: Bool { self == .mutualTLS || self == .multiplexed }

    /// One pair for all tests: making keys is not what they are about.
    private static let identities = Result {
        (host: try TransportIdentity.generate(), plugin: try TransportIdentity.generate())
    }

    /// The plugin's side.
    var server: ConnectionSecurity {
        get throws {
            let (host, plugin) = try Self.identities.get()
            return hasTLS
                ? .mutualTLS(identity: plugin, peerCertificateDER: host.certificateDER) : .plaintext
        }
    }

    /// The host's side.
    var client: ConnectionSecurity {
        get throws {
            let (host, plugin) = try Self.identities.get()
            return hasTLS
                ? .mutualTLS(identity: host, peerCertificateDER: plugin.certificateDER) : .plaintext
        }
    }

    /// The host's side in memory; nil without TLS.
    var clientLayer: TLSLayer? {
        get throws {
            guard case .mutualTLS(let identity, let peer) = try client else { return nil }
            return try TLSLayer(PinnedTLS(identity: identity, peerCertificateDER: peer), role: .client)
        }
    }

    var testDescription: String {
        switch self {
        case .plaintext: "plaintext"
        case .mutualTLS: "mutual TLS"
        case .multiplexed: "multiplexed with mutual TLS"
        case .sharedMemory: "shared memory"
        }
    }
}
