import NIOSSL

/// Reads the PEM texts of TLS settings, and says in which of them what is wrong.
struct TLSSettingsReader {
    /// Whose settings, in messages.
    let owner: String

    /// The certificates of a side, its own first, and its key.
    func identity(
        _ identity: TLSIdentity
    ) throws(TransportError) -> (chain: [NIOSSLCertificate], key: NIOSSLPrivateKey) {
        let chain = try certificates(identity.certificateChainPEM, "certificate")
        if let der = try? chain[0].toDERBytes(), let problem = CertificateRefusal.date(der) {
            throw wrong("certificate", problem)
        }
        let text = try bytes(identity.privateKeyPEM, "private key")
        do {
            return (chain, try NIOSSLPrivateKey(bytes: text, format: .pem))
        } catch {
            throw wrong("private key", "is no PEM block of a private key without a passphrase", error)
        }
    }

    /// The certificates that are trusted; exactly one where one is pinned.
    func certificates(_ trust: TLSTrust) throws(TransportError) -> [NIOSSLCertificate] {
        switch trust {
        case .authorities(let pem):
            return try certificates(pem, "list of authorities")
        case .certificate(let pem):
            let certificates = try certificates(pem, "trusted certificate")
            guard certificates.count == 1 else {
                throw wrong("trusted certificate", "must be one, and there are \(certificates.count)")
            }
            return certificates
        }
    }

    private func certificates(_ pem: String, _ what: String) throws(TransportError) -> [NIOSSLCertificate] {
        let text = try bytes(pem, what)
        let certificates: [NIOSSLCertificate]
        do {
            certificates = try NIOSSLCertificate.fromPEMBytes(text)
        } catch {
            throw wrong(what, "cannot be read: there is no certificate in PEM, or a broken one", error)
        }
        guard !certificates.isEmpty else { throw wrong(what, "cannot be read: there is no certificate in PEM") }
        return certificates
    }

    private func bytes(_ pem: String, _ what: String) throws(TransportError) -> [UInt8] {
        guard pem.utf8.count <= OwnTLS.maximumPEMLength else {
            throw wrong(what, "exceeds \(OwnTLS.maximumPEMLength) bytes")
        }
        return Array(pem.utf8)
    }

    private func wrong(_ what: String, _ how: String, _ cause: (any Error)? = nil) -> TransportError {
        TransportError(code: .certificate, message: "the \(what) in the TLS settings of \(owner) \(how)", cause: cause)
    }
}
