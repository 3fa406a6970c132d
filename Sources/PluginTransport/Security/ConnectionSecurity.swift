/// How one connection between host and plugin is protected.
package enum ConnectionSecurity: Sendable {
    /// Nothing but the permissions of the socket file.
    case plaintext
    /// Mutual TLS, each side pinned to exactly one certificate.
    case mutualTLS(identity: TransportIdentity, peerCertificateDER: [UInt8])
    /// TLS by settings that somebody made elsewhere.
    case own(OwnTLS)

    /// What begins TLS in a role; nil without.
    ///
    /// - Throws: ``TransportError`` with code `certificate`.
    func setup(as role: ConnectionRole) throws(TransportError) -> (any TLSSetup)? {
        switch self {
        case .plaintext:
            return nil
        case .mutualTLS(let identity, let peer):
            return try PinnedTLS(identity: identity, peerCertificateDER: peer)
        case .own(let tls):
            // So that nobody waits for connections that cannot come about.
            if case .server = role { _ = try tls.acceptingContext() } else { _ = try tls.connectingContext() }
            return tls
        }
    }
}

/// What TLS agreed on, for people to read.
public struct TLSSummary: Sendable, Hashable, Codable {
    /// The protocol version, such as `TLS 1.3`.
    public var version: String
    /// The kind of key in the peer's certificate, such as `ECDSA P-521`.
    public var peerKey: String

    /// Creates a summary.
    public init(version: String, peerKey: String) {
        self.version = version
        self.peerKey = peerKey
    }

    enum CodingKeys: String, CodingKey {
        case version
        case peerKey = "peer_key"
    }
}
