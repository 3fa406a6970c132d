import AsyncHTTPClient
import EngineAPI
import FakeEngineSupport
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(2))) struct EventStreamTests {
    @Test func resumesWithoutLossOrDuplicates() async throws {
        let service = FakeService()
        try await withServer(service) { server in
            var seen: [Int] = []
            service.journal.append(10)
            while seen.count < 50 {
                // Each connection is dropped in the middle.
                let response = try await server.open(
                    "/v1/events?after=0",
                    headers: seen.last.map { [("Last-Event-ID", "\($0)")] } ?? []
                )
                var reader = EventReader(response)
                for _ in 0..<10 { seen.append(try #require(try await reader.next()?.id)) }
                service.journal.append(10)
            }
            #expect(seen == Array(1...50))
        }
    }

    @Test func saysThatEventsAreGone() async throws {
        let journal = FakeJournal(kept: 5)
        journal.append(20)
        try await withServer(FakeService(journal: journal)) { server in
            var reader = EventReader(try await server.open("/v1/events?after=3"))
            let gap = try #require(try await reader.next())
            #expect(gap == ReceivedFrame(id: 15, name: "gap", data: #"{"after":3,"next":16}"#))
            let first = try #require(try await reader.next())
            #expect(first.id == 16 && first.name == "event")
        }
    }

    @Test(arguments: [("", 3), ("?tail=2", 1), ("?kind=none", 3), ("?after=2", 2)])
    func beginsWithTheNumberFromWhichItGoesOn(query: String, number: Int) async throws {
        let service = FakeService()
        service.journal.append(3)
        try await withServer(service) { server in
            var reader = EventReader(try await server.open("/v1/events\(query)"))
            let block = try #require(try await reader.nextBlock())
            #expect(block == "id: \(number)")
        }
    }

    @Test func whoHasSeenNothingComesBackWithoutALoss() async throws {
        let service = FakeService()
        service.journal.append(3)
        try await withServer(service) { server in
            var reader = EventReader(try await server.open("/v1/events"))
            let opening = try #require(try await reader.nextBlock())
            #expect(opening == "id: 3")
            let last = try #require(reader.lastID)
            // Happens while the connection is lost.
            service.journal.append(2)
            reader = EventReader(try await server.open("/v1/events", headers: [("Last-Event-ID", "\(last)")]))
            for number in 4...5 {
                let event = try #require(try await reader.next())
                #expect(event.id == number && event.name == "event")
            }
        }
    }

    @Test func heartbeatsMoveAFilteredStreamOn() async throws {
        var limits = ServerLimits()
        limits.heartbeat = .milliseconds(20)
        let service = FakeService()
        service.journal.append(3)
        try await withServer(service, limits: limits) { server in
            var reader = EventReader(try await server.open("/v1/events?kind=rare"))
            let opening = try #require(try await reader.nextBlock())
            #expect(opening == "id: 3")
            service.journal.append()
            var blocks: [String] = []
            while reader.lastID != 4 { blocks.append(try #require(try await reader.nextBlock())) }
            #expect(blocks.last == "id: 4")
            #expect(blocks.dropLast().allSatisfy { $0 == ": alive" })
            // Nothing has moved since.
            for _ in 0..<2 {
                let block = try #require(try await reader.nextBlock())
                #expect(block == ": alive")
            }
            service.journal.append(kind: "rare")
            var event = try await reader.next()
            while event?.comment != nil { event = try await reader.next() }
            #expect(event?.id == 5 && event?.name == "event")
        }
    }

    @Test func goesOnFromTheBeginningBehindAnUnknownNumber() async throws {
        let service = FakeService()
        service.journal.append(2)
        try await withServer(service) { server in
            var reader = EventReader(try await server.open("/v1/events", headers: [("Last-Event-ID", "500")]))
            let gap = try #require(try await reader.next())
            // Whoever comes back again does so with a number of this journal.
            #expect(gap == ReceivedFrame(id: 0, name: "gap", data: #"{"after":500,"next":1}"#))
            for number in 1...2 {
                let event = try #require(try await reader.next())
                #expect(event.id == number)
            }
        }
    }

    @Test func followsALogToItsEnd() async throws {
        try await withServer { server in
            let response = try await server.open("/v1/plugins/hello/logs?follow=true")
            #expect(response.headers.first(name: "content-type") == "text/event-stream")
            var reader = EventReader(response)
            let line = try #require(try await reader.next())
            #expect(line.id == 1 && line.name == "log")
            let end = try #require(try await reader.next())
            #expect(end.name == "end" && end.data == #"{"reason":"finished"}"#)
            let nothing = try await reader.next()
            #expect(nothing == nil)
        }
    }

    @Test func showsThatItLives() async throws {
        var limits = ServerLimits()
        limits.heartbeat = .milliseconds(20)
        try await withServer(limits: limits) { server in
            var reader = EventReader(try await server.open("/v1/events"))
            let frame = try #require(try await reader.next())
            #expect(frame.comment == "alive")
        }
    }

    @Test func refusesMoreStreamsThanThereArePlaces() async throws {
        var limits = ServerLimits()
        limits.maxStreams = 2
        let service = FakeService()
        service.journal.append(1)
        try await withServer(service, limits: limits) { server in
            // The responses must live as long as their streams are to be open.
            let first = try await server.open("/v1/events?after=0")
            let second = try await server.open("/v1/events?after=0")
            let third = try await server.call(.GET, "/v1/events")
            #expect(third.status == 503)
            #expect(third.problem?.type == .tooManyStreams)
            let other = try await server.call(.GET, "/v1")
            #expect(other.status == 200)
            withExtendedLifetime((first, second)) {}
        }
    }

    @Test func endsStreamsWhenItStops() async throws {
        let service = FakeService()
        service.journal.append(1)
        try await withServer(service) { server in
            var reader = EventReader(try await server.open("/v1/events?after=0"))
            let first = try #require(try await reader.next())
            #expect(first.id == 1)
            server.server.stop()
            let end = try #require(try await reader.next())
            #expect(end.name == "end" && end.data == #"{"reason":"stopping"}"#)
            let nothing = try await reader.next()
            #expect(nothing == nil)
        }
        #expect(service.journal.subscriberCount == 0)
    }

    @Test func aRequestInFlightIsFinishedWhenTheServerStops() async throws {
        let (gate, open) = AsyncStream<Void>.makeStream()
        let service = FakeService(gate: gate)
        try await withServer(service) { server in
            async let slow = server.call(.GET, "/v1/doctor")
            while service.performed.isEmpty { await Task.yield() }
            server.server.stop()
            open.finish()
            let reply = try await slow
            #expect(reply.status == 200)
        }
    }

    @Test
    func aHundredReadersOfWhichTenReadNothing() async throws {
        var limits = ServerLimits()
        limits.maxStreams = 128
        limits.maxBufferedEntries = 300
        limits.stallTimeout = .seconds(1)
        let service = FakeService()
        try await withServer(service, limits: limits) { server in
            let group = MultiThreadedEventLoopGroup.singleton
            // Ten that send a request and never read.
            var silent: [any Channel] = []
            for _ in 0..<10 {
                let channel = try await ClientBootstrap(group: group)
                    .channelOption(.autoRead, value: false)
                    .channelOption(.socketOption(.so_rcvbuf), value: 4096)
                    .connect(host: "127.0.0.1", port: Int(server.port) ?? 0).get()
                let text =
                    "GET /v1/events?after=0 HTTP/1.1\r\nHost: localhost:\(server.port)\r\n"
                    + "Authorization: Bearer \(server.token)\r\n\r\n"
                try await channel.writeAndFlush(ByteBuffer(string: text))
                silent.append(channel)
            }
            let start = ContinuousClock.now
            try await withThrowingTaskGroup(of: [Int].self) { readers in
                for _ in 0..<90 {
                    readers.addTask {
                        var reader = EventReader(try await server.open("/v1/events?after=0"))
                        var seen: [Int] = []
                        while seen.count < 200, let frame = try await reader.next() {
                            if let id = frame.id { seen.append(id) }
                        }
                        return seen
                    }
                }
                while service.journal.subscriberCount < 100 { await Task.yield() }
                service.journal.append(200)
                // The journal never waits for anybody, however slow.
                #expect(ContinuousClock.now - start < .seconds(60))
                for try await seen in readers { #expect(seen == Array(1...200)) }
            }
            // More than the system keeps for those that read nothing: they are cut, and their places are free again.
            service.journal.append(250, padding: 100_000)
            while service.journal.subscriberCount > 0 { await Task.yield() }
            for channel in silent { try? await channel.close().get() }
        }
    }

    /// What there is from before comes at once, whatever the reader's pace: it is no sign of a slow one.
    @Test(arguments: ["/v1/events?after=0", "/v1/plugins/hello/logs?follow=true&tail=2000"])
    func backlogIsNoSignOfASlowReader(path: String) async throws {
        var limits = ServerLimits()
        limits.maxBufferedEntries = 4
        var scenario = FakeScenario()
        scenario.log = (1...2000).map { number in
            LogRecord(sequence: number, time: Samples.time, level: .info, message: "line \(number)", source: "plugin")
        }
        let service = FakeService(scenario: scenario)
        service.journal.append(2000)
        try await withServer(service, limits: limits) { server in
            var reader = EventReader(try await server.open(path))
            for number in 1...2000 {
                let frame = try #require(try await reader.next(), "the stream ended before \(number)")
                #expect(frame.id == number)
            }
        }
    }

    @Test func aFeedThatIsFullWaitsForItsReader() async {
        let feed = StreamFeed(limit: 2)
        let frames = (1...5).map { StreamFrame(id: $0, name: "event", value: $0) }
        let pushed = Count()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for frame in frames where await feed.push(frame) { pushed.value.withLock { $0 += 1 } }
                feed.end(.finished)
            }
            var taken = 0
            for await frame in feed.frames {
                #expect(frame == frames[taken])
                #expect(pushed.value.withLock { $0 } <= taken + 2)
                taken += 1
                feed.taken(frame)
            }
            #expect(taken == frames.count)
        }
    }

    @Test func aHeartbeatBringsTheNumberThatWasPassed() async {
        let feed = StreamFeed(limit: 4)
        feed.pass(3)
        // Only the newest, and only once.
        feed.pass(4)
        feed.pass(5)
        feed.pushHeartbeat()
        feed.pushHeartbeat()
        // What comes with an event needs no other id, and none may go behind a higher one.
        feed.pass(6)
        let event = StreamFrame(id: 7, name: "event", value: 1)
        #expect(await feed.push(event))
        feed.pass(7)
        feed.pushHeartbeat()
        // Behind a gap, numbers may be lower than before.
        let gap = StreamFrame(id: 0, name: "gap", value: 1)
        #expect(await feed.push(gap))
        feed.pass(2)
        feed.pushHeartbeat()
        feed.end(.finished)
        var sent = ""
        for await frame in feed.frames { sent += frame.text }
        #expect(
            sent == "id: 3\n\nid: 5\n\n: alive\n\n: alive\n\n\(event.text): alive\n\n\(gap.text)id: 2\n\n: alive\n\n"
        )
    }

    @Test func aHeartbeatMakesNoRoom() async {
        let feed = StreamFeed(limit: 1)
        let frame = StreamFrame(id: 1, name: "event", value: 1)
        feed.pass(0)
        feed.pushHeartbeat()
        feed.taken(StreamFrame(id: 0))
        feed.taken(.heartbeat)
        #expect(await feed.push(frame))
        async let isTaken = feed.push(frame)
        feed.end(.stopping)
        #expect(await !isTaken)
    }

    @Test func aFeedThatEndsLetsItsSourceGo() async {
        let feed = StreamFeed(limit: 1)
        let frame = StreamFrame(id: 1, name: "event", value: 1)
        #expect(await feed.push(frame))
        async let isTaken = feed.push(frame)
        feed.end(.stopping)
        #expect(await !isTaken)
        // What waited is still sent, and then why there is no more.
        var seen = 0
        for await _ in feed.frames { seen += 1 }
        #expect(seen == 1)
        #expect(feed.ending.frame?.text.contains("stopping") == true)
    }

    private final class Count: Sendable {
        let value = Mutex(0)
    }
}
