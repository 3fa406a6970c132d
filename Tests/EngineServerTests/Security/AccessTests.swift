import EngineAPI
import FakeEngineSupport
import FoundationEssentials
import NIOHTTP1
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(2))) struct AccessTests {
    @Test func refusesMissingAndWrongTokens() async throws {
        try await withServer { server in
            let tokens = [
                "", "Bearer", "Bearer ", "Bearer x", "Basic \(server.token)", "Bearer \(server.token)0",
                "Bearer \(server.token.dropLast())x", "Bearer \(String(server.token.reversed()))",
            ]
            for token in tokens {
                for path in ["/v1", "/metrics", "/openapi.json", "/nothing"] {
                    let reply = try await server.request(
                        .GET,
                        server.url + path,
                        headers: token.isEmpty ? [] : [("Authorization", token)]
                    )
                    #expect(reply.status == 401, "\(path)")
                    #expect(reply.headers.first(name: "www-authenticate") == "Bearer")
                }
            }
            let right = try await server.request(
                .GET,
                server.url + "/v1",
                headers: [("Authorization", "bearer \(server.token)")]
            )
            #expect(right.status == 200)
        }
    }

    @Test(arguments: [
        ("localhost:PORT", 200), ("127.0.0.1:PORT", 200), ("[::1]:PORT", 200), ("LOCALHOST:PORT", 200),
        ("evil.example:PORT", 421), ("localhost", 421), ("localhost:1", 421), ("localhost.evil.example:PORT", 421),
        ("127.0.0.1.evil.example:PORT", 421), ("0.0.0.0:PORT", 421), ("hello.localhost:PORT", 404),
        ("a.b.localhost:PORT", 421), (".localhost:PORT", 421),
    ])
    func knowsItsOwnNames(_ host: String, _ status: Int) async throws {
        try await withServer { server in
            let name = host.split(separator: "PORT", omittingEmptySubsequences: false).joined(separator: server.port)
            let reply = try await server.call(.GET, "/v1", headers: [("Host", name)])
            #expect(reply.status == status)
        }
    }

    @Test func refusesOtherSites() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let origins = [
                ("http://\(server.authority)", 200), ("http://evil.example", 403), ("null", 403),
                ("https://\(server.authority)", 403), ("http://127.0.0.1:1", 403),
                ("http://hello.localhost:\(server.port)", 403),
            ]
            for (origin, status) in origins {
                let reply = try await server.call(.POST, "/v1/plugins/hello/stop", headers: [("Origin", origin)])
                #expect(reply.status == status, "\(origin)")
            }
        }
        #expect(service.performed.count == 1)
    }

    @Test func takesALinkOnceForACookie() async throws {
        try await withServer { server in
            let path = server.server.makeOpenLink().path
            let peek = try await server.request(.HEAD, server.url + path)
            #expect(peek.status == 401)
            let first = try await server.request(.GET, server.url + path)
            #expect(first.status == 303)
            #expect(first.headers.first(name: "location") == "/")
            let cookie = try #require(first.headers.first(name: "set-cookie"))
            #expect(cookie.hasSuffix("; Path=/; HttpOnly; SameSite=Strict"))
            #expect(!cookie.contains(server.token))
            let second = try await server.request(.GET, server.url + path)
            #expect(second.status == 401)

            let pair = String(cookie.prefix { $0 != ";" })
            let get = try await server.request(.GET, server.url + "/v1", headers: [("Cookie", "a=b; \(pair)")])
            #expect(get.status == 200)
            let wrong = try await server.request(.GET, server.url + "/v1", headers: [("Cookie", "\(pair)0")])
            #expect(wrong.status == 401)
            let foreign = try await server.request(
                .GET,
                server.url + "/v1",
                headers: [("Cookie", pair), ("Sec-Fetch-Site", "same-site")]
            )
            #expect(foreign.status == 403)
            let post = server.url + "/v1/plugins/hello/stop"
            let blind = try await server.request(.POST, post, headers: [("Cookie", pair)])
            #expect(blind.status == 403)
            let own = try await server.request(.POST, post, headers: [("Cookie", pair), ("Origin", server.url)])
            #expect(own.status == 200)
        }
    }

    @Test func theEngineKnowsWhoAsks() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let path = "/v1/plugins/hello/stop"
            let token = try await server.call(.POST, path)
            #expect(token.status == 200)
            let socket = try await server.callLocally(.POST, path)
            #expect(socket.status == 200)
            let link = try await server.request(.GET, server.url + server.server.makeOpenLink().path)
            let cookie = String(try #require(link.headers.first(name: "set-cookie")).prefix { $0 != ";" })
            let headers = [("Cookie", cookie), ("Origin", server.url)]
            let page = try await server.request(.POST, server.url + path, headers: headers)
            #expect(page.status == 200)
        }
        #expect(service.callers == [.token, .socket, .page])
        #expect(Caller.current == .application)
    }

    @Test func makesLinksOverTheSocket() async throws {
        try await withServer { server in
            let link = try await server.callLocally(.POST, "/v1/open-links").value(OpenLink.self)
            #expect(link.expiresInMs == 60_000)
            let reply = try await server.request(.GET, server.url + link.path)
            #expect(reply.status == 303)
        }
    }

    @Test func forgetsLinksThatAreOldOrTooMany() {
        let links = OpenLinks(limit: 2)
        let start = ContinuousClock.now
        let old = links.make(lifetime: .seconds(60), now: start)
        #expect(!links.redeem(old.text, now: start + .seconds(60)))
        let made = (0..<3).map { _ in links.make(lifetime: .seconds(60), now: start) }
        #expect(made.map { links.redeem($0.text, now: start + .seconds(59)) } == [false, true, true])
    }

    @Test func drawsSecretsOf256Bits() {
        let secrets = (0..<100).map { _ in Secret() }
        #expect(Set(secrets.map(\.text)).count == 100)
        #expect(secrets.allSatisfy { $0.text.utf8.count == 64 && $0.matches($0.text) })
        #expect(!secrets[0].matches(secrets[1].text))
        #expect(!secrets[0].matches(""))
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.1.1", "localhost", "127.1", "128.0.0.1", "127.0.0.256", ""])
    func listensBeyondLoopbackOnlyWhenAllowed(_ address: String) throws {
        var configuration = ServerConfiguration(runDirectory: "/tmp/x", port: 0)
        configuration.addresses = [address]
        #expect(throws: EngineServerError.self) { try configuration.check() }
        configuration.allowedAddresses = [address]
        try configuration.check()
    }
}
