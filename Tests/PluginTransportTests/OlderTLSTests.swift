import PluginProtocol
import PluginTransport
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// TLS servers of OpenSSL with go-plugin's kind of certificate, held to one version of the protocol.
@Suite(.startsProcesses) struct OlderTLSTests {
    /// Connects to `openssl s_server` on a Unix socket.
    private func connect(version: String) async throws -> PluginConnection {
        let folder = try TemporaryFolder()
        let (key, certificate, socket) = ("\(folder.path)/key", "\(folder.path)/cert", "\(folder.path)/socket")
        let made = try await run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-521", "-nodes", "-sha512",
                "-keyout", key, "-out", certificate, "-days", "1", "-subj", "/CN=localhost",
            ]
        )
        try #require(made.exitCode == 0, "\(made.error)")
        let peer = try CertificateReader.der(pem: String(decoding: readFile(certificate), as: UTF8.self))
        let security = ConnectionSecurity.mutualTLS(identity: try .generate(), peerCertificateDER: peer)
        return try await Subprocess.run(
            .path("/usr/bin/openssl"),
            arguments: [
                "s_server", "-unix", socket, "-cert", certificate, "-key", key, version, "-alpn", "h2", "-Verify", "1",
                // A server of pages does not read standard input, and so does not end with it.
                "-www",
                "-cipher", "DEFAULT:@SECLEVEL=0",
            ],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            for try await line in execution.standardOutput.strings() where line.contains("ACCEPT") { break }
            defer { try? execution.send(signal: .kill) }
            return try await PluginConnector.connect(
                to: .unix(path: socket),
                security: security,
                timeout: .seconds(20)
            )
        }.closureResult
    }

    @Test(.conforms(to: 51), arguments: [("-tls1_2", "TLS 1.2"), ("-tls1_3", "TLS 1.3")])
    func bothVersionsWorkWithAP521Peer(option: String, version: String) async throws {
        let connection = try await connect(version: option)
        #expect(connection.tls == TLSSummary(version: version, peerKey: "ECDSA P-521"))
    }

    @Test(.conforms(to: 55)) func olderVersionsAreRefused() async throws {
        let error = await #expect(throws: TransportError.self) { try await connect(version: "-tls1_1") }
        #expect(error?.code == .handshakeFailed)
    }
}
