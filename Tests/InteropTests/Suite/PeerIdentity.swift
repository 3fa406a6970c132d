import Crypto
import PluginTransport
import TestSupport

/// Mutual TLS between this side and a program: each knows the other's certificate and no other.
struct PeerIdentity {
    /// This side's.
    let security: ConnectionSecurity
    /// The program's, as words for its command line.
    let arguments: [String]

    /// Makes both certificates; the program's files are written to a folder that must outlive it.
    init(in folder: TemporaryFolder) throws {
        let (ours, theirs) = (try TransportIdentity.generate(), try TransportIdentity.generate())
        security = .mutualTLS(identity: ours, peerCertificateDER: theirs.certificateDER)
        arguments = [
            "--tls",
            try folder.write(theirs.certificatePEM, to: "peer.crt"),
            try folder.write(theirs.privateKey.pemRepresentation, to: "peer.key", mode: 0o600),
            try folder.write(ours.certificatePEM, to: "trusted.crt"),
        ]
    }
}
