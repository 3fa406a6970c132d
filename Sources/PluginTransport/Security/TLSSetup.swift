import NIOCore
import NIOSSL

/// What a side of a connection needs to begin TLS, in either role.
protocol TLSSetup: Sendable {
    /// The handler of the connecting side.
    func makeClientHandler() throws -> NIOSSLClientHandler
    /// The handler of the accepting side.
    func makeServerHandler() throws -> NIOSSLServerHandler
    /// What the peer must do better after a handshake that this side has ended.
    ///
    /// - Parameters:
    ///   - error: as NIOSSL has it.
    ///   - certificate: what the peer has shown, DER encoded; nil for nothing.
    ///   - role: this side's.
    func reason(for error: any Error, certificate: [UInt8]?, role: ConnectionRole) -> String
}

/// The peer is not who it should be, or does not speak as it should.
struct HandshakeFailure: Error {
    /// What the peer did, or must do better.
    var reason: String
    /// As NIOSSL has it.
    var cause: any Error
}

extension TLSConfiguration {
    /// What both kinds of trust have in common; `identity` is the certificate with those behind it, and its key.
    ///
    /// Three settings differ from NIOSSL's defaults, and without each of them some peers cannot connect: go-plugin's
    /// certificates are P-521, which BoringSSL neither verifies (signature list) nor, under TLS 1.2, accepts (curve list)
    /// unless told to; and grpc-go refuses a connection without ALPN.
    static func forPlugins(_ identity: (chain: [NIOSSLCertificate], key: NIOSSLPrivateKey)?) -> TLSConfiguration {
        // One configuration for both roles: the two factory methods differ in the defaults that are set here anyway.
        var configuration = makeClientConfiguration()
        if let identity {
            configuration.certificateChain = identity.chain.map { .certificate($0) }
            configuration.privateKey = .privateKey(identity.key)
        }
        configuration.trustRoots = .certificates([])
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["h2"]
        configuration.verifySignatureAlgorithms = [
            .ecdsaSecp256R1Sha256, .ecdsaSecp384R1Sha384, .ecdsaSecp521R1Sha512,
            .rsaPssRsaeSha256, .rsaPssRsaeSha384, .rsaPssRsaeSha512,
            .rsaPkcs1Sha256, .rsaPkcs1Sha384, .rsaPkcs1Sha512,
            .ed25519,
        ]
        configuration.curves = [.x25519, .secp256r1, .secp384r1, .secp521r1]
        return configuration
    }
}

/// Accepts exactly one certificate, whatever it says.
func verifying(_ pinned: [UInt8]) -> NIOSSLCustomVerificationCallback {
    { chain, promise in
        let leaf = chain.first.flatMap { try? $0.toDERBytes() }
        promise.succeed(leaf == pinned ? .certificateVerified : .failed)
    }
}
