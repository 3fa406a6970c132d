import EngineAPI
import FakeEngineSupport
import FoundationEssentials
import NIOCore
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(2))) struct WindowViewTests {
    private func type(_ answer: [String: JSONValue]) -> String? {
        guard answer["op"] == "problem", case .object(let problem)? = answer["problem"],
            case .string(let type)? = problem["type"]
        else { return nil }
        return String(type.dropFirst("omniview:".count))
    }

    @Test func opensAndClosesViews() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            let answer = try await page.ask(["op": "view.open", "id": 1, "plugin": "hello", "view": "main"])
            guard case .object(let view)? = answer["value"], case .string(let path)? = view["fallbackPath"] else {
                Issue.record("no view: \(answer)")
                return
            }
            let key = String(path.drop { $0 != "=" }.dropFirst())
            #expect(key.utf8.count == 64)
            #expect(view["session"] == 1 && view["isolation"] == "frame" && view["title"] == "Hello")
            #expect(view["url"] == .string("http://hello.localhost:\(server.port)/view/main?key=\(key)"))
            #expect(view["origin"] == .string("http://hello.localhost:\(server.port)"))
            #expect(view["entry"] == "/assets/abc/ui/entry.js")
            #expect(try await page.open(2) == 2)
            let close: [String: JSONValue] = ["op": "view.close", "id": 3, "session": 1]
            #expect(try await page.ask(close) == ["op": "result", "id": 3, "value": .null])
            #expect(service.views.closed.count == 1)
            let again = try await page.ask(["op": "view.close", "id": 4, "session": 1])
            #expect(type(again) == "view/closed")
            try await page.channel.close()
            await until { service.views.closed.count == 2 }
        }
        #expect(service.views.closed.count == 2 && service.views.opened.count == 2)
    }

    @Test func saysWhyAViewDoesNotOpen() async throws {
        try await withServer { server in
            let page = try await server.page()
            for (index, row) in [
                ("hello", "none", "view/not-found"), ("nobody", "main", "plugin/not-found"),
                ("hello", "quarantined", "view/quarantined"),
            ].enumerated() {
                let answer = try await page.ask([
                    "op": "view.open", "id": .integer(Int64(index)), "plugin": .string(row.0), "view": .string(row.1),
                ])
                #expect(type(answer) == row.2)
            }
            // Nothing of that costs the window anything.
            #expect(try await page.open(10) == 1)
        }
    }

    @Test func asksForWhatBelongsToTheView() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            let session = JSONValue.integer(Int64(try await page.open(1)))
            var id: Int64 = 1
            func ask(_ op: String, _ members: [String: JSONValue] = [:]) async throws -> JSONValue? {
                id += 1
                let common: [String: JSONValue] = ["op": .string(op), "id": .integer(id), "session": session]
                return try await page.ask(common.merging(members) { $1 })["value"]
            }
            #expect(try await ask("schema") == ["files": ["AQID", ""]])
            guard case .array(let settings)? = try await ask("settings.get") else {
                Issue.record("no settings")
                return
            }
            #expect(settings.count == 2)
            guard case .object(let secret) = settings[1] else { return }
            #expect(secret["value"] == nil && secret["is_set"] == true)
            _ = try await ask("settings.set", ["values": ["shell": "zsh"]])
            #expect(service.performed.last == "update hello" && service.updated == [["shell": "zsh"]])
            #expect(try await ask("storage.get", ["key": "a"]) == .null)
            #expect(try await ask("storage.set", ["key": "a", "value": ["x": [1, true]]]) == .null)
            #expect(try await ask("storage.get", ["key": "a"]) == ["x": [1, true]])
            #expect(try await ask("storage.keys") == ["a"])
            #expect(try await ask("storage.delete", ["key": "a"]) == .null)
            #expect(try await ask("storage.keys") == [])
            let report: JSONValue = ["kind": "crashed", "message": "boom", "stack": "at x"]
            #expect(try await ask("view.report", ["report": report]) == ["crashes": 1, "quarantined": false])
            #expect(service.views.reports == [ViewReport(kind: .crashed, message: "boom", stack: "at x")])
            let reset = try await page.ask(["op": "view.reset", "id": 100, "plugin": "hello", "view": "main"])
            #expect(reset["value"] == ["crashes": 0, "quarantined": false])
        }
    }

    @Test func anOpeningCanBeCancelled() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            for (id, view) in [(1, "slow"), (2, "stubborn")] as [(Int64, String)] {
                try await page.send([
                    "op": "view.open", "id": .integer(id), "plugin": "hello", "view": .string(view),
                ])
                try await page.send(["op": "cancel", "id": .integer(id)])
                let end: [String: JSONValue] = ["op": "end", "id": .integer(id), "status": 1, "message": "cancelled"]
                if view == "stubborn" {
                    // This is answered, so what was sent before it was taken.
                    _ = try await page.ask(["op": "view.reset", "id": 10, "plugin": "hello", "view": "main"])
                    service.views.letSlowOpen()
                }
                #expect(try await page.nextText() == end)
            }
            #expect(service.views.cancelled == 1)
            // It has opened all the same, and nobody wants it.
            #expect(service.views.opened.count == 1 && service.views.closed.count == 1)
        }
        #expect(service.views.closed.count == 1)
    }

    @Test func anOpeningHasADeadline() async throws {
        var limits = ServerLimits()
        limits.actionDeadline = .milliseconds(10)
        try await withServer(limits: limits) { server in
            let page = try await server.page()
            let answer = try await page.ask(["op": "view.open", "id": 1, "plugin": "hello", "view": "slow"])
            #expect(type(answer) == "request/timeout")
        }
    }

    @Test func aViewThatOpensForAWindowThatIsGoneIsClosed() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            try await page.send(["op": "view.open", "id": 1, "plugin": "hello", "view": "stubborn"])
            _ = try await page.ask(["op": "view.open", "id": 2, "plugin": "hello", "view": "main"])
            try await page.channel.close()
            service.views.letSlowOpen()
            await until { service.views.closed.count == 2 }
        }
        #expect(service.views.closed.count == 2 && service.views.opened.count == 2)
    }

    @Test func closingAViewEndsWhatItHasUnderWay() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            let session = try await page.open(1)
            let other = try await page.open(2)
            try await page.call(3, session, FakeViews.Method.wait.rawValue, [])
            try await page.call(4, other, FakeViews.Method.wait.rawValue, [])
            await until { service.views.calls.count == 2 }
            try await page.send(["op": "view.close", "id": 5, "session": .integer(Int64(session))])
            let answers = [try await page.nextText(), try await page.nextText()]
            let ending: [String: JSONValue] = [
                "op": "end", "id": 3, "status": 1, "message": "the view was closed",
            ]
            #expect(answers.contains(ending))
            #expect(answers.contains(["op": "result", "id": 5, "value": .null]))
            #expect(service.views.cancelled == 1)
            try await page.call(6, other, FakeViews.Method.echo.rawValue, [9])
            #expect(try await page.next() == .binary(6, [9]))
        }
    }

    @Test func twoWindowsKnowNothingOfEachOther() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let first = try await server.page()
            let second = try await server.page()
            let view = try await first.open(1)
            let answer = try await second.ask(["op": "schema", "id": 1, "session": .integer(Int64(view))])
            #expect(type(answer) == "view/closed")
            #expect(try await second.open(2) == 1)
            try await first.channel.close()
            await until { service.views.closed.count == 1 }
            try await second.call(3, 1, FakeViews.Method.echo.rawValue, [1])
            #expect(try await second.next() == .binary(3, [1]))
            #expect(service.views.closed.count == 1)
        }
        #expect(service.views.closed.count == 2)
    }
}
