import PluginStore
import Synchronization
import TestSupport
import Testing

/// Which numbers the writers were told.
private final class Claims: Sendable {
    private let kinds = Mutex<[Int64: String]>([:])

    var all: [Int64: String] { kinds.withLock { $0 } }

    func add(_ numbers: ClosedRange<Int64>?, kind: String) {
        kinds.withLock { kinds in
            for number in numbers.map({ Array($0) }) ?? [] { kinds[number] = kind }
        }
    }
}

@Suite struct OrderTests {
    /// Eight writers append batches while four readers follow the journal: each reader sees every number once, in order,
    /// without a gap, and each batch whole and unmixed.
    @Test(.timeLimit(.minutes(3)))
    func readersSeeEveryNumberInOrderWhileManyWrite() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        let writers = 8
        let batches = 40
        let perBatch = 5
        let total = Int64(writers * batches * perBatch)
        let claims = Claims()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<writers {
                group.addTask {
                    for batch in 0..<batches {
                        let kind = "w\(writer)/\(batch)"
                        let events = (0..<perBatch).map { NewEvent(time: 0, kind: kind, payload: "\($0)") }
                        let numbers = try await store.append(events)
                        claims.add(numbers, kind: kind)
                    }
                }
            }
            for _ in 0..<4 {
                group.addTask {
                    var next: Int64 = 0
                    while next < total {
                        let page = try await store.events(after: next, limit: 7)
                        for event in page.events {
                            #expect(event.id == next + 1)
                            #expect(event.event.payload == "\(next % Int64(perBatch))")
                            next = event.id
                        }
                        await Task.yield()
                    }
                }
            }
            try await group.waitForAll()
        }
        var stored: [Int64: String] = [:]
        var next: Int64 = 0
        while next < total {
            let page = try await store.events(after: next, limit: 1_000)
            for event in page.events { stored[event.id] = event.event.kind }
            next = page.next
        }
        #expect(stored == claims.all)
    }

    @Test func aCancelledCallKeepsNothing() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        await withTaskGroup(of: StoreError.Code?.self) { group in
            group.cancelAll()
            group.addTask {
                try? await code { try await store.append(1) }
            }
            for await code in group { #expect(code == .cancelled) }
        }
        #expect(try await store.numbers == [])
        try await store.append(1)
    }
}
