import EngineAPI
import FakeEngineSupport
import NIOHTTP1
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(2))) struct InboxRouteTests {
    private static let json = [("Content-Type", "application/json")]
    private static let agreed = #"{"digest":"\#(Samples.digest)"}"#

    @Test func showsWhatIsInTheInbox() async throws {
        try await withServer { server in
            let inbox = try await server.call(.GET, "/v1/inbox").value(Inbox.self)
            #expect(inbox == Samples.inbox)
            let local = try await server.callLocally(.GET, "/v1/inbox").value(Inbox.self)
            #expect(local == Samples.inbox)
        }
    }

    @Test func installsWhatWasAgreedTo() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            for name in ["hello-2.0.0.tar.gz", "hello%2D2.0.0.tar.gz"] {
                let reply = try await server.call(
                    .POST,
                    "/v1/inbox/\(name)/install",
                    headers: Self.json,
                    body: Self.agreed
                )
                #expect(reply.status == 200)
                #expect(try reply.value(PluginDetail.self).summary.id == "hello")
            }
        }
        #expect(service.performed == Array(repeating: "install hello-2.0.0.tar.gz", count: 2))
    }

    @Test(
        arguments: [
            ("..%2Fplugins%2Fhello", agreed, 400, ProblemType.badParameter), ("a%2Fb", agreed, 400, .badParameter),
            ("%2e%2e", agreed, 400, .badParameter), (".", agreed, 400, .badParameter), ("", agreed, 400, .badParameter),
            (".hidden", agreed, 400, .badParameter), ("%2Fetc", agreed, 400, .badParameter),
            (String(repeating: "a", count: 256), agreed, 400, .badParameter),
            ("a/b", agreed, 404, .routeNotFound), ("a%00b", agreed, 404, .routeNotFound),
            ("other", agreed, 404, .inboxNotFound),
            ("hello-2.0.0.tar.gz", #"{"digest":"sha256:\#(String(repeating: "0", count: 64))"}"#, 409, .inboxChanged),
            ("hello-2.0.0.tar.gz", "{}", 400, .badJSON), ("hello-2.0.0.tar.gz", #"{"digest":"x"}"#, 400, .badJSON),
            (
                "hello-2.0.0.tar.gz", #"{"digest":"\#(Samples.digest)","path":"/tmp/evil"}"#, 400, .badJSON
            ),
        ] as [(String, String, Int, ProblemType)]
    )
    func refuses(_ name: String, _ body: String, _ status: Int, _ type: ProblemType) async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let reply = try await server.call(.POST, "/v1/inbox/\(name)/install", headers: Self.json, body: body)
            #expect(reply.status == status, "\(reply.text)")
            #expect(reply.problem?.type == type, "\(reply.text)")
        }
        #expect(service.performed.isEmpty)
    }

    @Test func saysWhyTheEngineRefuses() async throws {
        var scenario = FakeScenario()
        scenario.failure = Problem(.inboxRefused, detail: "the files are not those of the manifest")
        let service = FakeService(scenario: scenario)
        try await withServer(service) { server in
            let reply = try await server.call(
                .POST,
                "/v1/inbox/hello-2.0.0.tar.gz/install",
                headers: Self.json,
                body: Self.agreed
            )
            #expect(reply.status == 422)
            #expect(reply.problem?.detail == "the files are not those of the manifest")
        }
    }

    /// The names that may be put into the path are those in the document.
    @Test func theFormOfANameIsTheDocuments() throws {
        let pattern = try Regex(PathSegment.inboxEntryPattern)
        for name in ["a", "a b.tar.gz", "ä", "-", ".", "..", ".a", "", "a/b", "/", "a."] {
            #expect(PathSegment.isInboxEntry(name) == (name.wholeMatch(of: pattern) != nil), "\(name)")
        }
    }
}
