import EngineAPI
import FakeEngineSupport
import NIOCore
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(2))) struct WindowCallTests {
    private typealias Method = FakeViews.Method

    /// The request of `Count`.
    private func count(_ number: Int, _ size: Int) -> [UInt8] {
        [number, size].flatMap { value in (0..<4).reversed().map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) } }
    }

    private func end(_ id: Int64, _ status: Int64, _ message: String = "") -> TestPage.Received {
        .text(["op": "end", "id": .integer(id), "status": .integer(status), "message": .string(message)])
    }

    @Test func callsTheBackend() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            let view = try await page.open(1)
            try await page.call(2, view, Method.echo.rawValue, [1, 2, 3], deadline: 1500)
            #expect(try await page.next() == .binary(2, [1, 2, 3]))
            #expect(try await page.next() == end(2, 0))
            let call = ViewCall(method: Method.echo.rawValue, message: [1, 2, 3], deadline: .milliseconds(1500))
            #expect(service.views.calls == [call])
            try await page.call(3, view, Method.count.rawValue, count(3, 1))
            for number: UInt8 in 0..<3 { #expect(try await page.next() == .binary(3, [number])) }
            #expect(try await page.next() == end(3, 0))
            try await page.call(4, view, Method.hidden.rawValue, [])
            #expect(try await page.next() == end(4, 7, "not for views"))
            try await page.call(5, view, "a.B/C", [])
            #expect(try await page.next() == end(5, 12, "there is no such method"))
        }
    }

    @Test func manyCallsGoOnAtOnce() async throws {
        try await withServer { server in
            let page = try await server.page()
            let view = try await page.open(1)
            for id: UInt32 in 2..<52 { try await page.call(id, view, Method.count.rawValue, count(20, 3)) }
            var messages = 0
            var ends = 0
            while ends < 50 {
                switch try await page.next() {
                case .binary?: messages += 1
                case .text(let members)? where members["status"] == 0: ends += 1
                default: throw TestPage.Unexpected()
                }
            }
            #expect(messages == 1000)
        }
    }

    @Test func withoutCreditTheBackendWaits() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            let view = try await page.open(1)
            try await page.call(2, view, Method.count.rawValue, count(100, 1))
            for number: UInt8 in 0..<32 { #expect(try await page.next() == .binary(2, [number])) }
            // The next message is the answer to something that came later, so nothing else was on its way.
            let keys: [String: JSONValue] = ["op": "storage.keys", "id": 3, "session": 1]
            #expect(try await page.ask(keys)["value"] == [])
            #expect(service.views.answers == 32)
            try await page.send(["op": "credit", "id": 2, "count": 8])
            for number: UInt8 in 32..<40 { #expect(try await page.next() == .binary(2, [number])) }
            #expect(service.views.answers <= 40)
            try await page.send(["op": "credit", "id": 2, "count": 1000])
            for number: UInt8 in 40..<100 { #expect(try await page.next() == .binary(2, [number])) }
            #expect(try await page.next() == end(2, 0))
        }
    }

    @Test func isCancelledOrOutOfTime() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            let view = try await page.open(1)
            try await page.call(2, view, Method.wait.rawValue, [])
            await until { service.views.calls.count == 1 }
            try await page.send(["op": "cancel", "id": 2])
            #expect(try await page.next() == end(2, 1, "cancelled"))
            #expect(service.views.cancelled == 1)
            try await page.call(3, view, Method.wait.rawValue, [], deadline: 50)
            #expect(try await page.next() == end(3, 4, "the deadline of 50 ms is over"))
            // The time counts while nothing is granted, and while the request is still to come.
            try await page.call(4, view, Method.count.rawValue, count(100, 1), deadline: 900)
            var answers = 0
            var last = try await page.next()
            while case .binary(4, _)? = last {
                answers += 1
                last = try await page.next()
            }
            #expect(answers <= 32 && last == end(4, 4, "the deadline of 900 ms is over"))
            try await page.send([
                "op": "call", "id": 5, "session": 1, "method": .string(Method.echo.rawValue), "deadline_ms": 20,
            ])
            #expect(try await page.next() == end(5, 4, "the deadline of 20 ms is over"))
            #expect(!service.views.calls.contains { $0.method == Method.echo.rawValue })
            // What comes too late for all of them has no effect.
            try await page.send(5, [1])
            try await page.send(["op": "cancel", "id": 3])
            try await page.send(["op": "credit", "id": 4, "count": 5])
            try await page.call(6, view, Method.echo.rawValue, [6])
            #expect(try await page.next() == .binary(6, [6]))
        }
    }

    @Test func longMessagesArrive() async throws {
        try await withServer { server in
            let page = try await server.page()
            let view = try await page.open(1)
            let message = [UInt8](repeating: 7, count: 4 << 20)
            try await page.call(2, view, Method.echo.rawValue, message)
            guard case .binary(2, let echo)? = try await page.next() else { throw TestPage.Unexpected() }
            #expect(echo.count == message.count && echo.allSatisfy { $0 == 7 })
            #expect(try await page.next() == end(2, 0))
        }
    }

    @Test func whatIsTooMuchEndsTheCallAlone() async throws {
        var limits = ServerLimits()
        limits.window.maxMessageBytes = 100
        limits.window.maxHeldBytes = 150
        let service = FakeService()
        try await withServer(service, limits: limits) { server in
            let page = try await server.page()
            let view = try await page.open(1)
            try await page.call(2, view, Method.count.rawValue, count(1, 101))
            #expect(try await page.next() == end(2, 8, "an answer is longer than 100 bytes"))
            try await page.call(3, view, Method.wait.rawValue, [UInt8](repeating: 0, count: 100))
            try await page.call(4, view, Method.echo.rawValue, [UInt8](repeating: 0, count: 51))
            #expect(
                try await page.next() == end(4, 8, "the requests of this window's calls are too much together")
            )
            try await page.send(["op": "cancel", "id": 3])
            #expect(try await page.next() == end(3, 1, "cancelled"))
            try await page.call(5, view, Method.echo.rawValue, [UInt8](repeating: 0, count: 99))
            #expect(try await page.next() == .binary(5, [UInt8](repeating: 0, count: 99)))
        }
    }

    @Test func aFloodOfCallsIsRefused() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            let view = try await page.open(1)
            var flood: [UInt8] = []
            for id in 2..<502 {
                let text = """
                    {"op":"call","id":\(id),"session":\(view),"method":"\(Method.wait.rawValue)","deadline_ms":60000}
                    """
                flood += TestPage.frame(1, Array(text.utf8))
                flood += TestPage.frame(2, [0, 0, UInt8(id >> 8), UInt8(id & 255)])
            }
            try await page.send(raw: flood)
            for _ in 0..<(500 - 64) {
                let answer = try await page.nextText()
                guard case .object(let problem)? = answer["problem"] else { throw TestPage.Unexpected() }
                #expect(problem["type"] == "omniview:request/too-many" && problem["status"] == 429)
            }
            await until { service.views.calls.count == 64 }
            for id: Int64 in 2..<66 { try await page.send(["op": "cancel", "id": .integer(id)]) }
            for _ in 0..<64 { #expect(try await page.nextText()["status"] == 1) }
            #expect(service.views.cancelled == 64)
            try await page.call(1000, view, Method.echo.rawValue, [1])
            #expect(try await page.next() == .binary(1000, [1]))
        }
    }

    @Test func aConnectionThatBreaksEndsEverything() async throws {
        let service = FakeService()
        service.journal.append(100)
        try await withServer(service) { server in
            let page = try await server.page()
            let view = try await page.open(1)
            _ = try await page.open(2)
            try await page.call(3, view, Method.wait.rawValue, [])
            try await page.call(4, view, Method.count.rawValue, count(1000, 10))
            try await page.send(["op": "events", "id": 5, "after": 0])
            await until { service.views.calls.count == 2 && service.journal.subscriberCount == 1 }
            try await page.channel.close()
            await until { service.views.closed.count == 2 }
            #expect(service.views.cancelled == 2 && service.journal.subscriberCount == 0)
        }
        #expect(service.views.closed.count == 2)
    }
}
