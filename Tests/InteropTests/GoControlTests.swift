import TestSupport
import Testing

/// HashiCorp's own host with a plugin on HashiCorp's own library: what works here is what the other pairs are held to.
@Suite(.startsProcesses, .timeLimit(.minutes(5))) struct GoControlTests {
    /// Not `-mtls` with `-broker`, which go-plugin 1.0.1 cannot.
    @Test(arguments: [["-broker"], ["-mtls"]])
    func goHostRunsTheGoPlugin(options: [String]) async throws {
        let result = try await run(
            Products.peer("go/bin/go-host"),
            options + ["-n", "100", "-timeout", "120s", Products.peer("go/bin/go-plugin")]
        )
        #expect(result.exitCode == 0, "\(result.output) \(result.error)")
        #expect(result.output.contains(#""errors":[]"#))
    }

    @Test func bothWithCertificatesOfTheirOwn() async throws {
        let (authority, folder) = (try TestAuthority(), try TemporaryFolder())
        let files = try authority.write(authority.identity(), to: folder)
        let result = try await run(
            "/usr/bin/env",
            [
                "KV_TLS_CERT=\(files.certificate)", "KV_TLS_KEY=\(files.key)", "KV_TLS_CA=\(files.authority)",
                Products.peer("go/bin/go-host"), "-broker", "-n", "100", "-timeout", "120s", "-tls-ca", files.authority,
                "-tls-cert", files.certificate, "-tls-key", files.key, Products.peer("go/bin/go-plugin"),
            ]
        )
        #expect(result.exitCode == 0, "\(result.output) \(result.error)")
    }
}
