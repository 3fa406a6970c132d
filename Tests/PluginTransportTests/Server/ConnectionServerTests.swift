import GRPCCore
import HTTP2Engine
import PluginProtocol
import TestSupport
import Testing

@testable import PluginTransport

/// A server and peers that do not do as they should.
@Suite(.timeLimit(.minutes(5))) struct ConnectionServerTests {
    static let beginnings: [[UInt8]] = [
        [], Array(RawHTTP2.preface.prefix(10)), RawHTTP2.preface, RawHTTP2.preface + RawHTTP2.settings().prefix(5),
    ]

    /// Serves nothing, with little patience, and hands the path of its socket to `body`.
    private func withImpatientServer(
        _ security: TestSecurity,
        timeout: Duration,
        _ body: (String) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        let server = try ConnectionServer(
            endpoint: .unix(directory: folder.path, group: nil),
            security: try security.server,
            limits: ConnectionLimits(),
            methods: [],
            compression: .identity,
            executor: .pool,
            spins: false,
            handshakeTimeout: timeout
        )
        let serving = Task { try await PluginServerTransport(server: server).listen { _, _ in } }
        try await body(try #require(try await server.address.value()).text)
        serving.cancel()
        try await serving.value
    }

    /// Says when nobody holds it any more.
    private final class Held: Sendable {
        private let gone: OneShot<Void>

        init(_ gone: OneShot<Void>) {
            self.gone = gone
        }

        deinit { gone.fulfil() }
    }

    /// gRPC's general server holds the transport, so a transport that kept what it was given would hold itself.
    @Test func whatServesItsCallsIsLetGoAtTheEnd() async throws {
        let folder = try TemporaryFolder()
        let transport = try PluginServerTransport(
            endpoint: .unix(directory: folder.path, group: nil),
            security: .plaintext,
            limits: .plugin
        )
        let gone = OneShot<Void>()
        let serving = Task {
            try await transport.listen { [held = Held(gone)] _, _ in withExtendedLifetime(held) {} }
        }
        _ = try await transport.address()
        #expect(gone.outcome == nil)
        transport.beginGracefulShutdown()
        try await serving.value
        #expect(gone.outcome != nil)
        withExtendedLifetime(transport) {}
    }

    @Test(arguments: TestSecurity.onSockets, beginnings)
    func peerThatDoesNotFinishItsHandshake(security: TestSecurity, beginning: [UInt8]) async throws {
        try await withImpatientServer(security, timeout: .milliseconds(50)) { path in
            let peer = try RawSocket.connect(to: path)
            // Over TLS it is the beginning of a record.
            peer.write(security == .plaintext ? beginning : Array([0x16, 3, 1, 2, 0].prefix(beginning.count)))
            #expect(try await peer.waitForEnd())
        }
    }

    @Test func peerThatDoesFinishItMayBeSilentAfterwards() async throws {
        let timeout = Duration.seconds(1)
        try await withImpatientServer(.plaintext, timeout: timeout) { path in
            let peer = try RawSocket.connect(to: path)
            peer.write(RawHTTP2.preface + RawHTTP2.settings())
            let end = ContinuousClock.now + timeout * 2
            var isOpen = true
            _ = try await ProcessFacts.eventually {
                isOpen = isOpen && peer.read() != nil
                return !isOpen || ContinuousClock.now > end
            }
            #expect(isOpen)
        }
    }

    static let garbage: [[UInt8]] = [
        Array("GET / HTTP/1.1\r\n\r\n".utf8),
        [UInt8](repeating: 0, count: 100),
        RawHTTP2.preface + RawHTTP2.frame(0, stream: 1, [1]),
        RawHTTP2.preface + RawHTTP2.settings() + RawHTTP2.frame(1, flags: 4, stream: 1, [0xff, 0xff, 0xff]),
        RawHTTP2.preface + RawHTTP2.settings() + [0xff, 0xff, 0xff, 0, 0, 0, 0, 0, 1],
        RawHTTP2.preface + RawHTTP2.settings() + RawHTTP2.frame(1, flags: 4, stream: 2, [0x83]),
        patternBytes(10_000),
    ]

    @Test(arguments: TestSecurity.onSockets, garbage)
    func peerThatSendsGarbage(security: TestSecurity, garbage: [UInt8]) async throws {
        try await withRig(TestSetup(security: security)) { rig in
            let peer = try RawSocket.connect(to: rig.address.text)
            #expect(try await peer.writeAll(garbage))
            #expect(try await peer.waitForEnd())
            #expect(try await rig.unary(.typed, .short, .echo, [1]).message == [1])
        }
    }

    @Test func oneByteAtATime() async throws {
        try await withRig { rig in
            let peer = try RawSocket.connect(to: rig.address.text)
            let bytes =
                RawHTTP2.preface + RawHTTP2.settings()
                + RawHTTP2.request("/test.General/Echo", stream: 1) + RawHTTP2.message([4, 2], stream: 1)
            for byte in bytes { #expect(try await peer.writeAll([byte])) }
            var came: [UInt8] = []
            let isAnswered = try await ProcessFacts.eventually {
                came += peer.read() ?? []
                return came.indices.contains { came[$0...].starts(with: [0, 0, 0, 0, 2, 4, 2]) }
            }
            #expect(isAnswered)
        }
    }

    @Test func tooManyConnectionsAreClosed() async throws {
        try await withRig { rig in
            // The rig has one itself.
            let peers = try (1..<ConnectionServer.maximumConnections).map { _ in
                try RawSocket.connect(to: rig.address.text)
            }
            let oneMore = try await ProcessFacts.eventually {
                guard let peer = try? RawSocket.connect(to: rig.address.text) else { return false }
                // A connection that is taken begins with settings.
                var first: [UInt8]? = []
                while first == [] { first = peer.read() }
                return first == nil
            }
            #expect(oneMore)
            peers[0].cut()
            let hasRoom = try await ProcessFacts.eventually {
                guard let peer = try? RawSocket.connect(to: rig.address.text) else { return false }
                var first: [UInt8]? = []
                while first == [] { first = peer.read() }
                return first != nil
            }
            #expect(hasRoom)
            #expect(try await rig.unary(.typed, .short, .echo, [1]).message == [1])
        }
    }

    @Test func closedBeforeItBegan() async throws {
        let folder = try TemporaryFolder()
        for hard in [true, false] {
            let server = try ConnectionServer(
                endpoint: .unix(directory: folder.path, group: nil),
                security: .plaintext,
                limits: ConnectionLimits(),
                methods: [],
                compression: .identity,
                executor: .pool,
                spins: false
            )
            if hard { server.close() } else { server.drain() }
            try await PluginServerTransport(server: server).listen { _, _ in }
            #expect(folder.entries.isEmpty)
        }
    }

    @Test(arguments: TestSecurity.allCases)
    func cancelledWhileCallsRun(security: TestSecurity) async throws {
        let folder = try TemporaryFolder()
        let witness = Witness()
        let transport = try PluginServerTransport(
            endpoint: .unix(directory: folder.path, group: nil),
            security: try security.server,
            limits: .plugin,
            methods: shortMethods(TestBehavior(witness: witness))
        )
        let serving = Task { try await transport.listen { _, _ in } }
        let client = try await PluginConnector.connect(
            to: try await transport.address(),
            security: try security.client,
            timeout: .seconds(60)
        ).transport
        let rig = TestRig(
            address: try await transport.address(),
            security: security,
            client: client,
            witness: witness,
            transport: transport
        )
        let call = Task { _ = try await rig.unary(.typed, .short, .held) }
        try await witness.waiting.value()
        serving.cancel()
        // The handler is cancelled with its server; its answer and the end of the connection race.
        let error = try await rpcError { try await call.value }
        #expect([.unavailable, .cancelled].contains(error?.code))
        try await serving.value
        #expect(witness.running == 0)
        #expect(folder.entries.isEmpty)
    }

    @Test func handlerThatEndsWithoutAnAnswer() async throws {
        let folder = try TemporaryFolder()
        let transport = try PluginServerTransport(
            endpoint: .unix(directory: folder.path, group: nil),
            security: .plaintext,
            limits: .plugin
        )
        let serving = Task { try await transport.listen { _, _ in } }
        defer { serving.cancel() }
        let address = try await transport.address()
        let client = try await PluginConnector.connect(to: address, security: .plaintext, timeout: .seconds(60))
            .transport
        let rig = TestRig(
            address: address,
            security: .plaintext,
            client: client,
            witness: Witness(),
            transport: transport
        )
        for caller in Caller.allCases {
            let unary = try await rpcError { _ = try await rig.unary(caller, .general, .echo) }
            #expect(unary?.code == .internalError)
            let stream = try await rpcError { _ = try await rig.stream(caller, .general, .stream) }
            #expect(stream?.code == .internalError)
        }
    }
}
