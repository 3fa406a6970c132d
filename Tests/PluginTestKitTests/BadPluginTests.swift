import PluginProtocol
import PluginTestKit
import PluginTransport
import TestSupport
import Testing

/// A check that cannot fail is none: plugins that do one thing wrong, and the check that sees it.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct BadPluginTests {
    /// Something wrong.
    struct Fault: Sendable, CustomTestStringConvertible {
        /// What the check that sees it is called.
        var check: String
        /// What its finding says.
        var says: String
        /// A script around the good plugin, or a peer with switches.
        var script: String?
        var peer = ""
        var environment: [String: String] = [:]

        var testDescription: String { "\(check): \(script ?? "\(environment)")" }

        static func script(_ check: String, _ script: String, says: String) -> Fault {
            Fault(check: check, says: says, script: script)
        }

        /// Puts something in the place of the plugin's line, which is `$line`.
        static func line(_ check: String, _ line: String, says: String) -> Fault {
            script(check, "\"$GOOD\" | { read -r line; echo \"\(line)\"; cat; }", says: says)
        }

        static func switches(_ check: String, _ peer: String, _ environment: [String: String], says: String) -> Fault {
            Fault(check: check, says: says, peer: peer, environment: environment)
        }
    }

    private static let node = "node/bin/node-plugin"
    private static let go = "go/bin/go-plugin"
    private static let oneLine = "prints one line of six fields, and nothing else"
    private static let stops = "ends when its host asks, with exit code 0"

    static let faultsOfTheLine: [Fault] = [
        .switches(oneLine, go, ["KV_BANNER": "hello"], says: "Unrecognized remote plugin message: hello"),
        .switches(oneLine, go, ["KV_NETRPC": "1"], says: "unsupported plugin protocol \"netrpc\""),
        .line(oneLine, "$line ", says: "a certificate that nobody asked for"),
        .line(oneLine, "${line}|", says: "the line has 7 fields"),
        .line(oneLine, "2${line#1}", says: "Plugin version: 2"),
        .line(oneLine, "1|1${line#1|2}", says: "the app protocol is \"1\""),
        .line(oneLine, "$line\"; echo \"more", says: "it printed more than its line"),
        .script(oneLine, "echo '1|2|unix|/nowhere|grpc|'; exec sleep 600", says: "cannot connect"),
        .script(oneLine, "exec sleep 600 >&-", says: "it printed nothing instead of a line"),
        .line("prints its certificate as base64 without padding", "$line=", says: "padd"),
        .line("answers whether it multiplexes only when it is asked", "$line|true", says: "that nobody asked for"),
        .script(
            "serves over one stream of yamux",
            "unset PLUGIN_MULTIPLEX_GRPC; \"$GOOD\" | { read -r line; echo \"$line|true\"; cat; }",
            says: ""
        ),
        .script(
            "does not keep a processor busy while nobody connects",
            "echo '1|2|unix|/s|grpc||true'; while :; do :; done",
            says: "of processor time"
        ),
        .script(
            "chooses the highest version that its host offers",
            "PLUGIN_PROTOCOL_VERSIONS=1 exec \"$GOOD\"",
            says: "it chose 1 when it is offered 1,3,2, not 2"
        ),
        .script(
            "chooses its lowest version when none is in common",
            "PLUGIN_PROTOCOL_VERSIONS=2 exec \"$GOOD\"",
            says: "it chose 2 when it is offered 3, not 1"
        ),
        .script(
            "chooses its lowest version when its host offers no list",
            "PLUGIN_PROTOCOL_VERSIONS=2 exec \"$GOOD\"",
            says: "it chose 2 without a list, not 1"
        ),
    ]

    static let faultsOfTLS: [Fault] = [
        .switches("serves its host over TLS 1.3", node, ["NODE_CERT": "other"], says: "another certificate"),
        .switches("serves its host over TLS 1.2", node, ["NODE_CERT": "other"], says: "another certificate"),
        .switches("serves its host over TLS 1.3", node, ["NODE_ALPN": "none"], says: "does not select h2"),
        .switches("selects h2 among other protocols", node, ["NODE_ALPN": "none"], says: "it selected ''"),
        .script(
            "lets nobody in when its host's certificate cannot be read",
            "unset PLUGIN_CLIENT_CERT; exec \"$GOOD\"",
            says: "got the status 0 over plain text"
        ),
    ]

    static let faultsOfServices: [Fault] = [
        .switches(
            "is SERVING, and does not know other services",
            node,
            ["NODE_HEALTH": "none"],
            says: "its health is UNIMPLEMENTED"
        ),
        .switches(
            "is SERVING, and does not know other services",
            node,
            ["NODE_HEALTH": "not-serving"],
            says: "its health is NOT_SERVING"
        ),
        .script(
            "writes its log as hclog's JSON",
            #"echo '{"@level":"loud","@message":"m","@timestamp":"2026-11-24T10:00:00.000000Z"}' >&2; exec "$GOOD""#,
            says: "the level 'loud'"
        ),
        .script(
            "writes its log as hclog's JSON",
            #"echo '{"@level":"info","@message":"m","@timestamp":"10:00"}' >&2; exec "$GOOD""#,
            says: "the time '10:00'"
        ),
    ]

    static let faultsOfTheEnd: [Fault] = [
        .switches(stops, node, ["NODE_SHUTDOWN": "never"], says: "answered Shutdown with deadlineExceeded"),
        .switches(stops, node, ["NODE_SHUTDOWN": "unimplemented"], says: "answered Shutdown with unimplemented"),
        .script(stops, "\"$GOOD\"; exit 3", says: "it exited with code 3"),
        .script(stops, "\"$GOOD\"; exec sleep 600", says: "it still ran"),
        .script(
            "leaves no socket behind when its host has ended it",
            """
            mkfifo "$TMPDIR/pipe"; "$GOOD" > "$TMPDIR/pipe" &
            read -r line < "$TMPDIR/pipe"; echo "$line"; wait
            touch "$(echo "$line" | cut -d '|' -f 4)"
            """,
            says: "its socket file is still there"
        ),
        .script("goes on after SIGINT", "\"$GOOD\" & wait", says: "ended by signal 2"),
        .switches("ends on SIGTERM, and removes its socket", node, ["NODE_SIGTERM": "ignore"], says: "it still ran"),
        .script("explains itself without its cookie", "INTEROP_PLUGIN=hello exec \"$GOOD\"", says: "it printed \"1|"),
        .script("explains itself with an empty cookie", "INTEROP_PLUGIN=hello exec \"$GOOD\"", says: "it printed \"1|"),
        .script("explains itself with another cookie", "\"$GOOD\" || exit 0", says: "exited with code 0"),
        .script("explains itself with another cookie", "\"$GOOD\" 2>/dev/null", says: "it says nothing"),
        .script("explains a socket path that is too long", "\"$GOOD\" 2>/dev/null", says: "it says nothing"),
        .script("explains a socket path that is too long", "\"$GOOD\" || echo sorry", says: "it printed \"sorry"),
    ]

    @Test(arguments: faultsOfTheLine + faultsOfTLS + faultsOfServices + faultsOfTheEnd)
    func isSeen(fault: Fault) async throws {
        let folder = try TemporaryFolder()
        var suite =
            try fault.script.map { try Subjects.suite(script: $0, in: folder) }
            ?? Subjects.suite(fault.peer, environment: fault.environment)
        // What never ends need not be waited for here.
        suite.patience.exit = .seconds(3)
        try await expectFailure(of: fault.check, suite, says: fault.says)
    }

    /// It says that it does TLS, and serves anybody in plain text.
    @Test func plainServiceBehindACertificateIsSeen() async throws {
        let folder = try TemporaryFolder()
        let line = HandshakeLine(
            appProtocol: 1,
            address: .unix(path: "/s"),
            serverCertificate: try TransportIdentity.generate().certificateDER
        )
        let certificate = try #require(line.text.split(separator: "|").last)
        let suite = try Subjects.suite(
            script: "unset PLUGIN_CLIENT_CERT; \"$GOOD\" | { read -r line; echo \"${line}\(certificate)\"; cat; }",
            in: folder
        )
        try await expectFailure(
            of: "refuses a client in plain text",
            suite,
            says: "got the status 0 over plain text"
        )
    }

    /// OpenSSL with go-plugin's kind of certificate, and without its caution of today.
    @Test func serviceOverTLS11IsSeen() async throws {
        let folder = try TemporaryFolder()
        let (key, certificate) = ("\(folder.path)/key", "\(folder.path)/cert")
        let made = try await run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                "-out", certificate, "-days", "1", "-subj", "/CN=localhost",
            ]
        )
        try #require(made.exitCode == 0, "\(made.error)")
        let line = HandshakeLine(
            appProtocol: 2,
            address: .unix(path: "$TMPDIR/s"),
            serverCertificate: try CertificateReader.der(pem: String(decoding: readFile(certificate), as: UTF8.self))
        )
        let suite = try Subjects.suite(
            script: """
                openssl s_server -unix "$TMPDIR/s" -cert \(certificate) -key \(key) -tls1_1 -www \
                    -cipher 'DEFAULT:@SECLEVEL=0' >/dev/null </dev/null &
                while [ ! -S "$TMPDIR/s" ]; do sleep 0.05; done
                echo "\(line.text)"
                wait
                """,
            in: folder
        )
        try await expectFailure(of: "refuses TLS 1.1", suite, says: "it goes on with TLS 1.1")
    }

    private func expectFailure(of name: String, _ suite: PluginConformance, says: String) async throws {
        let check = try #require(PluginConformance.checks.first { $0.name == name })
        let report = await suite.run(statements: Set(check.statements))
        let result = try #require(report.results.first { $0.name == name })
        #expect(result.isFailure, "\(ReportTable.row(result))")
        #expect(says.isEmpty || result.outcome.reason?.contains(says) == true, "\(result.outcome)")
    }
}
