import NIOCore
import NIOWebSocket
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(1))) struct PermitsTests {
    @Test func servesInOrderAndNoMoreThanThereIs() async throws {
        let permits = Permits(3, limit: 10)
        try await permits.take(2)
        #expect(permits.available == 1)
        let (order, note) = AsyncStream<Int>.makeStream()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (place, count) in [3, 1, 2].enumerated() {
                group.addTask {
                    try await permits.take(count)
                    note.yield(count)
                }
                await until { permits.waiting == place + 1 }
            }
            // There is enough for the second, and it is not its turn.
            permits.give(1)
            #expect(permits.waiting == 3 && permits.available == 2)
            var iterator = order.makeAsyncIterator()
            permits.give(1)
            #expect(await iterator.next() == 3)
            permits.give(3)
            #expect(Set([await iterator.next(), await iterator.next()]) == [1, 2])
            #expect(permits.available == 0)
            try await group.waitForAll()
        }
    }

    @Test func keepsNoMoreThanItsLimit() {
        let permits = Permits(1, limit: 3)
        permits.give(.max)
        #expect(permits.available == 3)
    }

    @Test func whoIsCancelledMakesRoomForWhoIsBehind() async throws {
        let permits = Permits(1, limit: 10)
        try await withThrowingTaskGroup(of: Void.self) { group in
            let large = Task { try await permits.take(5) }
            await until { permits.waiting == 1 }
            group.addTask { try await permits.take(1) }
            await until { permits.waiting == 2 }
            large.cancel()
            await #expect(throws: CancellationError.self) { try await large.value }
            try await group.waitForAll()
        }
        #expect(permits.available == 0 && permits.waiting == 0)
        await #expect(throws: CancellationError.self) {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.cancelAll()
                group.addTask { try await permits.take(0) }
                try await group.waitForAll()
            }
        }
    }

    @Test func afterTheCloseThereIsNothing() async throws {
        let permits = Permits(0, limit: 1)
        let waiting = Task { try await permits.take() }
        await until { permits.waiting == 1 }
        permits.close()
        await #expect(throws: CancellationError.self) { try await waiting.value }
        await #expect(throws: CancellationError.self) { try await permits.take(0) }
    }

    @Test func anOutboxHasRoomForItsLimitAndAlwaysForOne() async throws {
        let outbox = Outbox(limit: 200)
        var items = outbox.items.makeAsyncIterator()
        // Longer than the limit, and alone.
        try await outbox.send(.binary, ByteBuffer(repeating: 0, count: 1000))
        let next = Task { try await outbox.send(.text, ByteBuffer(string: "a")) }
        await until { outbox.waiting == 1 }
        // What cannot wait does not.
        outbox.push(.ping)
        let first = try #require(await items.next())
        #expect(first.frame.length == 1000)
        #expect(try #require(await items.next()).frame.opcode == .ping)
        outbox.sent(first)
        try await next.value
        #expect(try #require(await items.next()).frame.opcode == .text)
        outbox.finish()
        await #expect(throws: CancellationError.self) { try await outbox.send(.text, ByteBuffer()) }
        #expect(await items.next() == nil)
    }
}
