import PluginTransport
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What certificates say about their use.
@Suite(.timeLimit(.minutes(5))) struct CertificateFactsTests {
    @Test(.conforms(to: 50)) func ownCertificateIsForBothRolesAndForLocalhost() throws {
        let now = Date().timeIntervalSince1970
        let facts = try CertificateReader.facts(der: TransportIdentity.generate().certificateDER)
        #expect(facts.key == "ECDSA P-256")
        #expect(facts.isAuthority && facts.servesClients && facts.servesServers)
        #expect(facts.hostNames == ["localhost"])
        // Certificates count in whole seconds.
        #expect((now - 31...now - 25).contains(facts.validFrom))
        #expect(facts.validUntil > now + 29 * 365 * 24 * 3600)
    }

    @Test func certificateOfAnotherKind() async throws {
        let folder = try TemporaryFolder()
        let made = try await run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-nodes", "-days", "1",
                "-keyout", "\(folder.path)/key", "-out", "\(folder.path)/cert", "-subj", "/CN=other",
                "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth",
                "-addext", "subjectAltName=DNS:a.example,DNS:b.example,IP:127.0.0.1",
            ]
        )
        try #require(made.exitCode == 0, "\(made.error)")
        let pem = String(decoding: try readFile("\(folder.path)/cert"), as: UTF8.self)
        let facts = try CertificateReader.facts(der: CertificateReader.der(pem: pem))
        #expect(facts.key == "ECDSA P-384")
        #expect(!facts.isAuthority && facts.servesServers && !facts.servesClients)
        #expect(facts.hostNames == ["a.example", "b.example"])
    }

    @Test(
        arguments: [[], [0x30], [UInt8](repeating: 0, count: 100), [UInt8](repeating: 0x30, count: 70_000)] as [[UInt8]]
    )
    func whatIsNoCertificateIsAnError(bytes: [UInt8]) {
        let error = #expect(throws: TransportError.self) { try CertificateReader.facts(der: bytes) }
        #expect(error?.code == .certificate)
    }
}
