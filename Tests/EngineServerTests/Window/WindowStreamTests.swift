import EngineAPI
import FakeEngineSupport
import NIOCore
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(2))) struct WindowStreamTests {
    private func sequence(_ message: [String: JSONValue], _ op: String) -> JSONValue? {
        guard message["op"] == .string(op), case .object(let value)? = message["value"] else { return nil }
        return value["sequence"]
    }

    @Test func followsTheJournalAsFarAsThereIsCredit() async throws {
        let service = FakeService()
        service.journal.append(40)
        try await withServer(service) { server in
            let page = try await server.page()
            try await page.send(["op": "events", "id": 1, "after": 0])
            for number: Int64 in 1...32 { #expect(sequence(try await page.nextText(), "event") == .integer(number)) }
            let reset = try await page.ask(["op": "view.reset", "id": 2, "plugin": "hello", "view": "main"])
            #expect(reset["op"] == "result")
            try await page.send(["op": "credit", "id": 1, "count": 100])
            for number: Int64 in 33...40 { #expect(sequence(try await page.nextText(), "event") == .integer(number)) }
            service.journal.append(1)
            #expect(sequence(try await page.nextText(), "event") == 41)
            try await page.send(["op": "cancel", "id": 1])
            let end = try await page.nextText()
            #expect(end == ["op": "end", "id": 1, "status": 1, "message": "cancelled"])
            await until { service.journal.subscriberCount == 0 }
        }
    }

    @Test func saysWhatIsGone() async throws {
        let journal = FakeJournal(kept: 32)
        journal.append(47)
        try await withServer(FakeService(journal: journal)) { server in
            let page = try await server.page()
            try await page.send(["op": "events", "id": 1, "after": 3])
            let gap = try await page.nextText()
            #expect(gap == ["op": "gap", "id": 1, "value": ["after": 3, "next": 16]])
            // It was none of the 32 that may come without leave.
            for number: Int64 in 16...47 { #expect(sequence(try await page.nextText(), "event") == .integer(number)) }
        }
    }

    @Test func followsWhatIsYetToComeOfOnePlugin() async throws {
        let service = FakeService()
        service.journal.append(3)
        try await withServer(service) { server in
            let page = try await server.page()
            try await page.send(["op": "events", "id": 1, "plugin": "machine"])
            await until { service.journal.subscriberCount == 1 }
            service.journal.append(1)
            service.journal.append(1, plugin: "machine")
            #expect(sequence(try await page.nextText(), "event") == 5)
        }
    }

    @Test func followsALogToItsEnd() async throws {
        try await withServer { server in
            let page = try await server.page()
            try await page.send(["op": "logs", "id": 1, "plugin": "hello", "tail": 10])
            #expect(sequence(try await page.nextText(), "log") == 1)
            #expect(try await page.nextText() == ["op": "end", "id": 1, "status": 0, "message": ""])
            let none = try await page.ask(["op": "logs", "id": 2, "plugin": "nobody", "tail": 10])
            #expect(none["op"] == "problem")
        }
    }

    @Test func thereAreOnlySoManyStreams() async throws {
        var limits = ServerLimits()
        limits.window.maxStreams = 1
        try await withServer(limits: limits) { server in
            let page = try await server.page()
            try await page.send(["op": "events", "id": 1])
            #expect(try await page.ask(["op": "events", "id": 2])["op"] == "problem")
            try await page.send(["op": "cancel", "id": 1])
            #expect(try await page.nextText()["op"] == "end")
            try await page.send(["op": "events", "id": 3])
            try await page.send(["op": "cancel", "id": 3])
            #expect(try await page.nextText()["id"] == 3)
        }
    }
}
