import EngineAPI
import FakeEngineSupport
import HTTPTypes
import NIOHTTP1
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(2))) struct RouteTests {
    /// A call of every route that answers with 200 over HTTP and over the socket.
    @Test(
        arguments: Routes.all.filter { !$0.isOpen && $0.name != "getEvents" && $0.status != 101 && $0.body == nil }.map(
            \.name
        )
    )
    func answers(_ name: String) async throws {
        let route = try #require(Routes.all.first { $0.name == name })
        let path = route.path.split(separator: "{id}", omittingEmptySubsequences: false).joined(separator: "hello")
        try await withServer { server in
            let method = HTTPMethod(rawValue: route.method.rawValue)
            let reply = try await server.call(method, path)
            #expect(reply.status == route.status)
            let local = try await server.callLocally(method, path)
            #expect(local.status == route.status)
        }
    }

    @Test func givesTheEnginesValues() async throws {
        try await withServer { server in
            let info = try await server.call(.GET, "/v1").value(EngineInfo.self)
            #expect(info == Samples.info)
            let detail = try await server.call(.GET, "/v1/plugins/hello").value(PluginDetail.self)
            #expect(detail == Samples.detail())
            let settings = try await server.call(.GET, "/v1/plugins/hello/settings")
            #expect(!settings.text.contains("hunter"))
        }
    }

    @Test func performsEachActionAndNothingElse() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            for action in ["start", "stop", "restart", "enable", "disable", "reset", "rollback", "distrust"] {
                let reply = try await server.call(.POST, "/v1/plugins/hello/\(action)")
                #expect(reply.status == 200)
                let get = try await server.call(.GET, "/v1/plugins/hello/\(action)")
                #expect(get.status == 405)
                #expect(get.headers.first(name: "allow") == "POST, OPTIONS")
            }
            let body = #"{"digest":"\#(Samples.digest)"}"#
            let activated = try await server.call(
                .POST,
                "/v1/plugins/hello/activate",
                headers: [("Content-Type", "application/json")],
                body: body
            )
            #expect(activated.status == 200)
            let trusted = try await server.call(
                .POST,
                "/v1/plugins/hello/trust",
                headers: [("Content-Type", "application/json")],
                body: body
            )
            #expect(trusted.status == 200)
            let removed = try await server.call(.DELETE, "/v1/plugins/hello")
            #expect(removed.status == 204)
        }
        #expect(
            service.performed == [
                "start hello", "stop hello", "restart hello", "enable hello", "disable hello", "reset hello",
                "rollback hello", "distrust hello", "activate(digest: \"\(Samples.digest)\") hello",
                "trust(digest: \"\(Samples.digest)\") hello", "remove hello",
            ]
        )
    }

    @Test(
        arguments: [
            ("/nothing", 404, ProblemType.routeNotFound), ("/v1/", 404, .routeNotFound), ("/v2", 404, .routeNotFound),
            ("//v1", 404, .routeNotFound), ("/v1/plugins/../plugins", 404, .routeNotFound),
            ("/v1/plugins/..%2Fhello", 400, .badParameter), ("/v1/plugins/%2e%2e", 400, .badParameter),
            ("/v1/plugins/HELLO", 400, .badParameter), ("/v1/plugins/-a/logs", 400, .badParameter),
            ("/v1/plugins/a%00b", 404, .routeNotFound), ("/v1/plugins/%ff", 404, .routeNotFound),
            ("/v1/plugins/\(String(repeating: "a", count: 65))", 400, .badParameter),
            ("/v1/plugins/other", 404, .pluginNotFound), ("/v1?x=1", 400, .badParameter),
            ("/v1/plugins/hello/logs?tail=-1", 400, .badParameter),
            ("/v1/plugins/hello/logs?tail=+1", 400, .badParameter),
            ("/v1/plugins/hello/logs?tail=1&tail=1", 400, .badParameter),
            ("/v1/plugins/hello/logs?level=loud", 400, .badParameter),
            ("/v1/plugins/hello/logs?follow=1", 400, .badParameter),
            ("/v1/plugins/other/logs?follow=true", 404, .pluginNotFound),
            ("/v1/events?after=99999999999999999999", 400, .badParameter),
        ] as [(String, Int, ProblemType)]
    )
    func refuses(_ path: String, _ status: Int, _ type: ProblemType) async throws {
        try await withServer { server in
            let reply = try await server.call(.GET, path)
            #expect(reply.status == status)
            #expect(reply.isProblem)
            #expect(reply.problem?.type == type)
            #expect(reply.problem?.status == status)
        }
    }

    @Test(
        arguments: [
            ("application/json", "{", 400, ProblemType.badJSON, "no JSON"),
            ("application/json", "{}", 400, .badJSON, "digest is missing at the top"),
            ("application/json", #"{"digest":"x","path":"/bin/sh"}"#, 400, .badJSON, "not known"),
            ("application/json", #"{"digest":7}"#, 400, .badJSON, "no text at .digest"),
            ("application/json", #"{"digest":"../x"}"#, 400, .badJSON, "sha256:"),
            ("application/json; charset=utf-8", "[]", 400, .badJSON, "at the top"),
            ("text/plain", "{}", 415, .unsupportedMediaType, "application/json"),
        ] as [(String, String, Int, ProblemType, String)]
    )
    func saysWhatIsWrongWithABody(
        _ mediaType: String,
        _ body: String,
        _ status: Int,
        _ type: ProblemType,
        _ part: String
    ) async throws {
        try await withServer { server in
            for action in ["activate", "trust"] {
                let reply = try await server.call(
                    .POST,
                    "/v1/plugins/hello/\(action)",
                    headers: [("Content-Type", mediaType)],
                    body: body
                )
                #expect(reply.status == status)
                #expect(reply.problem?.type == type)
                #expect(reply.problem?.detail.contains(part) == true, "\(reply.text)")
            }
        }
    }

    @Test func filesThatThePersonDidNotSeeAreNotTrusted() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let reply = try await server.call(
                .POST,
                "/v1/plugins/hello/trust",
                headers: [("Content-Type", "application/json")],
                body: #"{"digest":"sha256:\#(String(repeating: "0", count: 64))"}"#
            )
            #expect(reply.status == 409)
            #expect(reply.problem?.type == .pluginConflict)
        }
        #expect(service.performed == [])
    }

    @Test func answersHeadAndOptions() async throws {
        try await withServer { server in
            let get = try await server.call(.GET, "/v1/plugins")
            let head = try await server.call(.HEAD, "/v1/plugins")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers.first(name: "content-length") == "\(get.body.count)")
            let stream = try await server.call(.HEAD, "/v1/events")
            #expect(stream.status == 200 && stream.body.isEmpty)
            let options = try await server.call(.OPTIONS, "/v1/plugins/hello")
            #expect(options.status == 204)
            #expect(options.headers.first(name: "allow") == "GET, HEAD, DELETE, OPTIONS")
            #expect(options.headers.first(name: "access-control-allow-origin") == nil)
        }
    }

    @Test func refusesALongBodyWithAndWithoutALength() async throws {
        var limits = ServerLimits()
        limits.maxBodyBytes = 100
        try await withServer(limits: limits) { server in
            for count in [100, 101, 800] {
                let body = #"{"values":{}}"# + String(repeating: " ", count: count - 13)
                let reply = try await server.call(
                    .PUT,
                    "/v1/plugins/hello/settings",
                    headers: [("Content-Type", "application/json")],
                    body: body
                )
                #expect(reply.status == (count <= 100 ? 200 : 413))
            }
        }
    }

    @Test func endsARequestThatTakesTooLong() async throws {
        var limits = ServerLimits()
        limits.requestDeadline = .milliseconds(50)
        let (gate, hold) = AsyncStream<Void>.makeStream()
        try await withServer(FakeService(gate: gate), limits: limits) { server in
            let reply = try await server.call(.GET, "/v1/doctor")
            #expect(reply.status == 504)
            #expect(reply.problem?.type == .timeout)
        }
        hold.finish()
    }

    @Test(arguments: [
        "kind=%zz", "kind=%", "kind=%4", "kind=%ff", "kind=%00", "%ff=1", "kind", "kind=", "=1", "kind=a&kind=b",
    ])
    func refusesAQueryThatIsNotWellFormed(_ text: String) throws {
        let parameters = [Parameter(name: "kind", form: .text(maxLength: 4), description: "")]
        let problem = #expect(throws: Problem.self) { try Query(Substring(text), header: nil, of: parameters) }
        #expect(problem?.type == .badParameter)
        let good = try Query("kind=%61+b", header: nil, of: parameters)
        #expect(good["kind"] == "a b")
    }
}
