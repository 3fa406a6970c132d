import EngineAPI
import FakeEngineSupport
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(2))) struct WindowHandshakeTests {
    private func refusal(_ page: TestPage) throws -> (Int, ProblemType?) {
        #expect(page.response.fields["content-type"] == "application/problem+json")
        return (page.response.status, try EngineJSON.decode(Problem.self, from: Data(page.response.body)).type)
    }

    @Test func answersAsTheStandardSays() async throws {
        try await withServer { server in
            let page = try await server.page()
            #expect(page.response.fields["sec-websocket-accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
            #expect(page.response.fields["sec-websocket-protocol"] == "omniview.window.v1")
            #expect(page.response.fields["upgrade"] == "websocket")
            #expect(page.response.body.isEmpty)
        }
    }

    @Test func theCookieNeedsTheEnginesOwnOrigin() async throws {
        try await withServer { server in
            let cookie = "Cookie: a=b; \(try await server.cookie())"
            let own = "Origin: \(server.url)"
            let rows: [([String], Int)] = [
                ([cookie, own], 101), ([cookie, own, "Sec-Fetch-Site: same-origin"], 101), ([cookie], 403),
                ([cookie, "Origin: http://localhost:\(server.port)"], 403), ([cookie, "Origin: null"], 403),
                ([cookie, "Origin: http://hello.localhost:\(server.port)"], 403),
                ([cookie, "Origin: https://\(server.authority)"], 403), ([cookie, "Origin: \(server.url)/"], 403),
                ([cookie, "Origin: http://evil.example"], 403), ([cookie, own, own], 403),
                ([cookie, own, "Sec-Fetch-Site: same-site"], 403), ([cookie, own, "Sec-Fetch-Site: none"], 403),
                ([cookie, own, "Sec-Fetch-Site: cross-site"], 403), ([own], 401), (["Cookie: omniview=x", own], 401),
            ]
            for (access, status) in rows {
                let page = try await server.page(server.head(access))
                #expect(page.response.status == status, "\(access)")
                if status == 403 { #expect(try refusal(page).1 == .originRefused) }
                if status == 401 { #expect(page.response.fields["www-authenticate"] == "Bearer") }
            }
            // By another of the engine's names, the origin is another too.
            let name = "localhost:\(server.port)"
            let head = server.head([cookie, "Origin: http://\(name)"], host: name)
            #expect(try await server.page(head).response.status == 101)
        }
    }

    @Test func theTokenNeedsNoOriginAndNoWrongOne() async throws {
        try await withServer { server in
            let token = "Authorization: Bearer \(server.token)"
            for (access, status) in [
                ([token], 101), ([token, "Origin: \(server.url)"], 101), ([token, "Origin: http://evil.example"], 403),
                (["Authorization: Bearer x"], 401), ([], 401),
            ] {
                let page = try await server.page(server.head(access))
                #expect(page.response.status == status, "\(access)")
            }
        }
    }

    @Test func knowsOnlyTheEnginesNames() async throws {
        try await withServer { server in
            for (host, status) in [
                ("localhost:\(server.port)", 101), ("evil.example:\(server.port)", 421), ("localhost", 421),
                ("hello.localhost:\(server.port)", 404),
            ] {
                let page = try await server.page(server.head(host: host))
                #expect(page.response.status == status, "\(host)")
            }
        }
    }

    @Test func wantsAWebSocketOfItsOwnKind() async throws {
        try await withServer { server in
            let head = server.head()
            let wrong = [
                head.without("Upgrade"), head.without("Upgrade").with("Upgrade: h2c"),
                head.without("Connection").with("Connection: keep-alive"), head.without("Sec-WebSocket-Version"),
                head.without("Sec-WebSocket-Version").with("Sec-WebSocket-Version: 8"),
                head.without("Sec-WebSocket-Key"), head.with("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="),
                head.without("Sec-WebSocket-Key").with("Sec-WebSocket-Key: dGhl"),
                head.without("Sec-WebSocket-Protocol"),
                head.without("Sec-WebSocket-Protocol").with("Sec-WebSocket-Protocol: omniview.window.v2"),
            ]
            for head in wrong {
                let page = try await server.page(head)
                let (status, type) = try refusal(page)
                #expect(status == 426 && type == .upgradeRequired)
                #expect(page.response.fields["upgrade"] == "websocket")
                #expect(page.response.fields["sec-websocket-version"] == "13")
            }
            let many = head.without("Sec-WebSocket-Protocol").with("Sec-WebSocket-Protocol: a, omniview.window.v1")
            #expect(try await server.page(many).response.status == 101)
        }
    }

    @Test func theUnixSocketNeedsNoToken() async throws {
        try await withServer { server in
            let address = try SocketAddress(unixDomainSocketPath: server.addresses.socketPath)
            let page = try await TestPage.connect(to: address, [TestPage.Head(host: "localhost").bytes])
            #expect(page.response.status == 101)
            let answer = try await page.ask(["op": "view.open", "id": 1, "plugin": "hello", "view": "main"])
            guard case .object(let view)? = answer["value"], case .string(let url)? = view["url"] else {
                Issue.record("no view: \(answer)")
                return
            }
            #expect(url.hasPrefix("http://hello.localhost:\(server.port)/view/main?key="))
        }
    }

    @Test func takesTheRequestInPiecesAndWhatComesWithIt() async throws {
        try await withServer { server in
            let request = server.head().bytes
            let bytewise = try await TestPage.connect(to: try server.address, request.map { [$0] })
            #expect(bytewise.response.status == 101)
            let frame = TestPage.frame(1, Array(#"{"op":"storage.keys","id":1,"session":1}"#.utf8))
            let eager = try await TestPage.connect(to: try server.address, [request + frame])
            let answer = try await eager.nextText()
            #expect(answer["op"] == "problem" && answer["id"] == 1)
        }
    }

    @Test func onlyAFirstRequestBecomesAWindow() async throws {
        try await withServer { server in
            let plain = Array(
                "GET /v1 HTTP/1.1\r\nHost: \(server.authority)\r\nAuthorization: Bearer \(server.token)\r\n\r\n".utf8
            )
            let (replies, reply) = AsyncStream<String>.makeStream()
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(TextReader(reply))
                    }
                }
                .connect(to: try server.address).get()
            try await channel.writeAndFlush(ByteBuffer(bytes: plain + server.head().bytes))
            var text = ""
            for await part in replies {
                text += part
                if text.contains("upgrade-required") { break }
            }
            #expect(text.hasPrefix("HTTP/1.1 200") && text.contains("HTTP/1.1 426"))
            try await channel.close()
        }
    }

    @Test func otherRequestsMayAskForUpgradesInVain() async throws {
        try await withServer { server in
            for name in ["h2c", "websocket"] {
                var head = server.head().without("Upgrade").with("Upgrade: \(name)")
                head.lines[0] = "GET /v1 HTTP/1.1"
                let page = try await server.page(head)
                #expect(page.response.status == 200)
            }
        }
    }

    @Test func thereAreOnlySoManyWindows() async throws {
        var limits = ServerLimits()
        limits.window.maxWindows = 2
        let service = FakeService()
        try await withServer(service, limits: limits) { server in
            let first = try await server.page()
            let second = try await server.page()
            let (status, type) = try refusal(try await server.page(server.head()))
            #expect(status == 503 && type == .tooManyWindows)
            try await first.channel.close()
            while try await server.page(server.head()).response.status != 101 { await Task.yield() }
            withExtendedLifetime(second) {}
        }
    }

    @Test func whoSaysNothingIsCutOff() async throws {
        var limits = ServerLimits()
        limits.idleTimeout = .milliseconds(50)
        try await withServer(limits: limits) { server in
            for bytes in [[], Array("GET /v1/wi".utf8), Array(server.head().bytes.dropLast(2))] {
                await #expect(throws: (any Error).self) {
                    try await TestPage.connect(to: try server.address, [bytes])
                }
            }
        }
    }

    @Test func whoIsInTheMiddleDoesNotKeepTheServer() async throws {
        try await withServer { server in
            let half = Array(server.head().bytes.dropLast(2))
            let silent = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connect(to: try server.address).get()
            try await silent.writeAndFlush(ByteBuffer(bytes: half))
            _ = try await server.call(.GET, "/v1")
            server.server.stop()
            try await silent.closeFuture.get()
        }
    }
}

/// Hands on what it reads.
private final class TextReader: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let sink: AsyncStream<String>.Continuation
    init(_ sink: AsyncStream<String>.Continuation) { self.sink = sink }
    func channelRead(context: ChannelHandlerContext, data: NIOAny) { sink.yield(String(buffer: unwrapInboundIn(data))) }
    func channelInactive(context: ChannelHandlerContext) { sink.finish() }
}
