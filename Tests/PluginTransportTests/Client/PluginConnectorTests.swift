import GRPCCore
import PluginProtocol
import Subprocess
import SystemPackage
import TestSupport
import Testing

@testable import PluginTransport

/// Peers that cannot be connected to.
@Suite(.timeLimit(.minutes(5))) struct PluginConnectorTests {
    private func error(
        _ address: PluginAddress,
        _ security: TestSecurity = .plaintext,
        timeout: Duration = .seconds(60)
    ) async throws -> TransportError? {
        do {
            _ = try await PluginConnector.connect(to: address, security: try security.client, timeout: timeout)
            return nil
        } catch let error as TransportError {
            return error
        }
    }

    @Test(arguments: TestSecurity.onSockets)
    func nobodyListens(security: TestSecurity) async throws {
        let folder = try TemporaryFolder()
        #expect(try await error(.unix(path: "\(folder.path)/nothing"), security)?.code == .connectFailed)
        // A port that was free a moment ago.
        let port = try { () throws -> Int in
            let socket = try LoopbackSocket(ports: nil)
            StreamSocket(descriptor: socket.descriptor).close()
            return socket.port
        }()
        #expect(try await error(.tcp(host: "127.0.0.1", port: port), security)?.code == .connectFailed)
    }

    @Test func fullBacklog() async throws {
        let folder = try TemporaryFolder()
        let listener = try RawListener(path: "\(folder.path)/socket", backlog: 0)
        var sockets: [StreamSocket] = []
        defer { for socket in sockets { socket.close() } }
        while let (socket, _) = try StreamSocket.connect(to: .unix(path: listener.path)) { sockets.append(socket) }
        let full = try await error(.unix(path: listener.path), timeout: .milliseconds(50))
        #expect(full?.code == .deadlineExceeded)
        // Once there is room it goes on.
        async let connection = PluginConnector.connect(
            to: .unix(path: listener.path),
            security: .plaintext,
            timeout: .seconds(60)
        )
        let waiting = try await accept(sockets.count + 1, of: listener)
        waiting.last?.write(RawHTTP2.settings())
        _ = try await connection
    }

    private func accept(_ count: Int, of listener: RawListener) async throws -> [RawSocket] {
        var accepted: [RawSocket] = []
        for _ in 0..<count { accepted.append(try await listener.accept()) }
        return accepted
    }

    @Test func peerThatSaysNothing() async throws {
        let folder = try TemporaryFolder()
        let listener = try RawListener(path: "\(folder.path)/socket")
        let silent = try await error(.unix(path: listener.path), .mutualTLS, timeout: .milliseconds(50))
        #expect(silent?.code == .deadlineExceeded)
        let peer = try await listener.accept()
        #expect(try await peer.waitForEnd())
    }

    @Test func cancelled() async throws {
        let folder = try TemporaryFolder()
        let listener = try RawListener(path: "\(folder.path)/socket")
        let task = Task { try await error(.unix(path: listener.path), .mutualTLS) }
        let peer = try await listener.accept()
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await peer.waitForEnd())
    }

    @Test(arguments: [
        [], Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8), [0x15, 3, 3, 0, 2, 2, 40], patternBytes(5000),
    ])
    func peerThatSpeaksNoTLS(answer: [UInt8]) async throws {
        let folder = try TemporaryFolder()
        let listener = try RawListener(path: "\(folder.path)/socket")
        async let failed = error(.unix(path: listener.path), .mutualTLS)
        let peer = try await listener.accept()
        // What is not read when a socket closes makes the end an error of its own.
        _ = try await ProcessFacts.eventually { peer.read()?.isEmpty == false }
        peer.write(answer)
        peer.cut()
        #expect(try await failed?.code == .handshakeFailed)
    }

    @Test(.startsProcesses) func peerThatSelectsNoApplicationProtocol() async throws {
        let folder = try TemporaryFolder()
        let (key, certificate, socket) = ("\(folder.path)/key", "\(folder.path)/cert", "\(folder.path)/socket")
        let made = try await run(
            "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key,
                "-out", certificate, "-days", "1", "-subj", "/CN=localhost",
            ]
        )
        try #require(made.exitCode == 0, "\(made.error)")
        let security = ConnectionSecurity.mutualTLS(
            identity: try .generate(),
            peerCertificateDER: try CertificateReader.der(pem: String(decoding: readFile(certificate), as: UTF8.self))
        )
        let error = try await Subprocess.run(
            .path("/usr/bin/openssl"),
            arguments: ["s_server", "-unix", socket, "-cert", certificate, "-key", key, "-Verify", "1", "-www"],
            input: .none,
            output: .sequence,
            error: .discarded
        ) { execution in
            for try await line in execution.standardOutput.strings() where line.contains("ACCEPT") { break }
            defer { try? execution.send(signal: .kill) }
            return await #expect(throws: TransportError.self) {
                try await PluginConnector.connect(to: .unix(path: socket), security: security, timeout: .seconds(60))
            }
        }.closureResult
        #expect(error?.code == .handshakeFailed)
        #expect(error?.message.contains("ALPN") == true)
    }
}
