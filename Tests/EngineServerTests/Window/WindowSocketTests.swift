import EngineAPI
import FakeEngineSupport
import NIOCore
import NIOPosix
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(2))) struct WindowSocketTests {
    private static let text = Array(#"{"op":"events","id":1}"#.utf8)

    /// What a page sends that no page sends, and the code that it is closed with.
    private static let hostile: [(String, [UInt8], Int)] = [
        ("not masked", TestPage.frame(1, text, isMasked: false), 1002),
        ("reserved bits", TestPage.frame(1, text, reserved: 4), 1002),
        ("no such frame", TestPage.frame(3, text), 1002),
        ("no such control frame", TestPage.frame(11, []), 1002),
        ("a ping in pieces", TestPage.frame(9, [], isLast: false), 1002),
        ("a long ping", TestPage.frame(9, [UInt8](repeating: 0, count: 126)), 1002),
        ("a continuation of nothing", TestPage.frame(0, text), 1002),
        ("a message in a message", TestPage.frame(1, [], isLast: false) + TestPage.frame(1, text), 1002),
        ("a frame that is announced too long", [0x82, 0xff, 0, 0, 0, 0, 0, 0x50, 0, 0, 1, 2, 3, 4], 1009),
        ("a frame of 2^63 bytes", [0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4], 1009),
        ("a text that is too long", TestPage.frame(1, [UInt8](repeating: 32, count: 128 << 10 | 1)), 1009),
        ("no UTF-8", TestPage.frame(1, [0xff]), 1007), ("no JSON", TestPage.frame(1, [123]), 1003),
        ("no number", TestPage.frame(1, Array(#"{"op":"events"}"#.utf8)), 1003),
        ("no whole number", TestPage.frame(2, [0, 0]), 1003),
        ("a message before its call", TestPage.frame(2, [0, 0, 0, 1]), 1008),
        ("a number twice", TestPage.frame(1, text) + TestPage.frame(1, text), 1008),
        ("a bad close", TestPage.frame(8, [0]), 1002), ("a secret close", TestPage.frame(8, [3, 237]), 1002),
        ("a close", TestPage.frame(8, [3, 232]), 1000), ("a close without a code", TestPage.frame(8, []), 1000),
        ("a close of the page's own", TestPage.frame(8, [0x0f, 0xa1, 104, 105]), 4001),
    ]

    @Test func closesWithTheRightCode() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            for (name, bytes, code) in Self.hostile {
                let page = try await server.page()
                try await page.send(raw: bytes)
                let closing = try await page.closing()
                #expect(closing?.code == code, "\(name)")
                #expect(code < 1002 || code > 3000 || closing?.reason.isEmpty == false, "\(name)")
                // No goodbye can be read behind what was no frame, but its end.
                if code != 1000, code < 3000 { try? await page.channel.close(mode: .output) }
                #expect(try await page.next() == nil, "\(name)")
                try await page.channel.closeFuture.get()
            }
            await until { service.journal.subscriberCount == 0 }
            // All of them have left their places.
            let page = try await server.page()
            #expect(try await page.open(1) == 1)
        }
    }

    @Test func aPageThatIsClosedAndStaysIsCutOff() async throws {
        var limits = ServerLimits()
        limits.window.closeTimeout = .milliseconds(20)
        try await withServer(limits: limits) { server in
            let page = try await server.page()
            // More of what cannot be read, and no goodbye.
            try await page.send(raw: TestPage.frame(3, []) + [UInt8](repeating: 0xff, count: 100_000))
            let closing = try await page.closing()
            #expect(closing?.code == 1002)
            try await page.channel.closeFuture.get()
        }
    }

    @Test func takesMessagesInPiecesWithPingsBetween() async throws {
        try await withServer { server in
            let page = try await server.page()
            let message = Array(#"{"op":"view.open","id":1,"plugin":"hello","view":"main"}"#.utf8)
            var bytes = TestPage.frame(1, [], isLast: false)
            for byte in message {
                bytes += TestPage.frame(9, [byte]) + TestPage.frame(0, [byte], isLast: false)
            }
            try await page.send(raw: bytes + TestPage.frame(0, []))
            for byte in message { #expect(try await page.next() == .pong([byte])) }
            #expect(try await page.nextText()["op"] == "result")
        }
    }

    @Test func aFloodOfPingsIsAnsweredAndNothingElseSuffers() async throws {
        try await withServer { server in
            let page = try await server.page()
            let other = try await server.page()
            try await page.send(raw: (0..<5000).flatMap { _ in TestPage.frame(9, [1]) })
            let view = try await other.open(1)
            try await other.call(2, view, FakeViews.Method.echo.rawValue, [1])
            #expect(try await other.next() == .binary(2, [1]))
            for _ in 0..<5000 { try #require(try await page.next() == .pong([1])) }
        }
    }

    @Test func aPageThatDoesNotAnswerIsCutOff() async throws {
        var limits = ServerLimits()
        limits.window.pingInterval = .milliseconds(20)
        limits.window.pongTimeout = .milliseconds(300)
        let service = FakeService()
        try await withServer(service, limits: limits) { server in
            let page = try await server.page()
            try await page.send(["op": "view.open", "id": 1, "plugin": "hello", "view": "main"])
            while try await page.nextOfAll() != nil {}
            await until { service.views.closed.count == service.views.opened.count }
        }
    }

    @Test func aPageThatAnswersStays() async throws {
        var limits = ServerLimits()
        limits.window.pingInterval = .milliseconds(20)
        try await withServer(limits: limits) { server in
            let page = try await server.page()
            for _ in 0..<10 {
                #expect(try await page.nextOfAll() == .ping)
                try await page.send(raw: TestPage.frame(10, []))
            }
            #expect(try await page.open(1) == 1)
        }
    }

    @Test func aPageThatReadsNothingCostsLittleAndIsCutOff() async throws {
        var limits = ServerLimits()
        limits.window.maxQueuedBytes = 1 << 20
        limits.stallTimeout = .seconds(5)
        let service = FakeService()
        try await withServer(service, limits: limits) { server in
            let slow = try await server.page()
            let view = try await slow.open(1)
            try await slow.channel.setOption(.autoRead, value: false).get()
            // 10,000 messages of 64 KiB for each of three calls, and credit for all of them.
            for id: UInt32 in 2..<5 {
                try await slow.call(id, view, FakeViews.Method.count.rawValue, [0, 0, 0x27, 0x10, 0, 1, 0, 0])
                try await slow.send(["op": "credit", "id": .integer(Int64(id)), "count": 10_000])
            }
            // Another window goes on as if nothing were.
            let other = try await server.page()
            let session = try await other.open(1)
            for id: UInt32 in 2..<102 {
                try await other.call(id, session, FakeViews.Method.echo.rawValue, [1])
                #expect(try await other.next() == .binary(id, [1]))
                guard case .text? = try await other.next() else { throw TestPage.Unexpected() }
            }
            await until { service.views.closed.count == 1 }
            #expect(service.views.cancelled == 3)
            // What waited here, and what the system keeps for a connection.
            #expect(service.views.answers - 100 < 400, "\(service.views.answers)")
            #expect(other.channel.isActive)
            try? await slow.channel.close()
        }
    }

    @Test func aPageThatReadsLateLosesNothing() async throws {
        var limits = ServerLimits()
        limits.window.maxQueuedBytes = 100_000
        let service = FakeService()
        try await withServer(service, limits: limits) { server in
            let page = try await server.page()
            let view = try await page.open(1)
            try await page.channel.setOption(.autoRead, value: false).get()
            try await page.call(2, view, FakeViews.Method.count.rawValue, [0, 0, 1, 0, 0, 1, 0, 0])
            try await page.send(["op": "credit", "id": 2, "count": 1000])
            // It goes on until there is no room, and no further.
            await until { service.views.answers > 5 }
            try await page.channel.setOption(.autoRead, value: true).get()
            page.channel.read()
            for number in 0..<256 {
                guard case .binary(2, let bytes)? = try await page.next() else { throw TestPage.Unexpected() }
                #expect(bytes.count == 65_536 && bytes[0] == UInt8(number))
            }
            #expect(try await page.nextText()["status"] == 0)
        }
    }

    @Test func aPageThatSendsHalfAMessageAndGoesLeavesNothing() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            _ = try await page.open(1)
            try await page.send(raw: Array(TestPage.frame(2, [UInt8](repeating: 0, count: 1 << 20)).prefix(1000)))
            try await page.channel.close(mode: .output)
            // The other direction is closed in turn.
            while try await page.next() != nil {}
            await until { service.views.closed.count == 1 }
        }
    }

    @Test func aStopSaysGoodbye() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            let page = try await server.page()
            let view = try await page.open(1)
            try await page.call(2, view, FakeViews.Method.wait.rawValue, [])
            try await page.send(["op": "events", "id": 3])
            await until { service.views.calls.count == 1 && service.journal.subscriberCount == 1 }
            server.server.stop()
            #expect(try await page.nextText() == ["op": "stopping"])
            #expect(try await page.next() == .close(1001, "the engine stops"))
            try await page.send(raw: TestPage.frame(8, [3, 233]))
            #expect(try await page.next() == nil)
        }
        #expect(service.views.closed.count == 1 && service.views.cancelled == 1)
        #expect(service.journal.subscriberCount == 0)
    }

    @Test func aPageThatReadsNothingDoesNotKeepTheServer() async throws {
        var limits = ServerLimits()
        limits.stopDeadline = .milliseconds(200)
        let service = FakeService()
        try await withServer(service, limits: limits) { server in
            let page = try await server.page()
            let view = try await page.open(1)
            try await page.channel.setOption(.autoRead, value: false).get()
            try await page.call(2, view, FakeViews.Method.count.rawValue, [0, 0, 0x27, 0x10, 0, 1, 0, 0])
            try await page.send(["op": "credit", "id": 2, "count": 10_000])
            await until { service.views.answers > 32 }
            server.server.stop()
        }
        #expect(service.views.closed.count == 1 && service.views.cancelled == 1)
    }
}
