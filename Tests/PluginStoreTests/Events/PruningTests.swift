import PluginStore
import TestSupport
import Testing

@Suite struct PruningTests {
    private static let forever = Duration.seconds(1 << 40)

    @Test func keepsTheNewestAndNeverUsesANumberAgain() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.append(10)
        let retention = Retention(maxCount: 3, maxAge: Self.forever, maxBytes: .max)
        #expect(try await store.pruneEvents(retention, now: 0) == 7)
        #expect(try await store.numbers == [8, 9, 10])
        #expect(try await store.pruneEvents(retention, now: 0) == 0)
        #expect(try await store.events(after: 5, limit: 10).missing == 6...7)

        let nothing = Retention(maxCount: 0, maxAge: Self.forever, maxBytes: .max)
        #expect(try await store.pruneEvents(nothing, now: 0) == 3)
        #expect(try await store.eventBounds() == JournalBounds(oldest: nil, newest: 10))
        #expect(try await store.events(after: 0, limit: 10).missing == 1...10)
        #expect(try await store.append([NewEvent(time: 0, kind: "k", payload: "")]) == 11...11)
    }

    @Test func removesWhatIsTooOldFromTheBeginningOnly() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        // The fourth was written while the clock was wrong.
        for time: Int64 in [1_000, 2_000, 9_000, 1_000, 9_500] { try await store.append(1, time: time) }
        let retention = Retention(maxCount: .max, maxAge: .seconds(5), maxBytes: .max)
        #expect(try await store.pruneEvents(retention, now: 7_000) == 1)
        #expect(try await store.pruneEvents(retention, now: 10_000) == 1)
        #expect(try await store.numbers == [3, 4, 5])
        #expect(try await store.pruneEvents(retention, now: .min) == 0)
        #expect(try await store.pruneEvents(retention, now: .max) == 3)
    }

    @Test func keepsNoMoreBytesThanAllowed() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        for payload in ["12345", "12345", "123", "ä"] {
            try await store.append([NewEvent(time: 0, kind: "k", payload: payload)])
        }
        let retention = Retention(maxCount: .max, maxAge: Self.forever, maxBytes: 10)
        #expect(try await store.pruneEvents(retention, now: 0) == 1)
        #expect(try await store.numbers == [2, 3, 4])
    }

    @Test func defaultsAreThirtyDaysAndAHundredThousandEvents() {
        #expect(Retention.events.maxCount == 100_000)
        #expect(Retention.events.maxAge == .seconds(30 * 24 * 3600))
        #expect(Retention.audit.maxAge == .seconds(365 * 24 * 3600))
    }

    @Test func worksInBatchesBetweenWhichOthersWrite() async throws {
        var limits = StoreLimits()
        limits.pruneBatch = 3
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        try await store.append(100)
        let retention = Retention(maxCount: 1, maxAge: Self.forever, maxBytes: .max)
        async let pruned = store.pruneEvents(retention, now: 0)
        try await store.append(5)
        let removed = try await pruned
        let kept = try await store.numbers
        #expect(removed >= 99)
        #expect(kept.last == 105)
        #expect(kept.count + removed == 105)
    }

    @Test func givesRoomBackToTheDisk() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        let payload = String(repeating: "x", count: 100_000)
        for _ in 0..<40 { try await store.append([NewEvent(time: 0, kind: "k", payload: payload)]) }
        try await store.pruneEvents(Retention(maxCount: 1, maxAge: Self.forever, maxBytes: .max), now: 0)
        try store.close()
        #expect(try readFile("\(folder.path)/engine.db").count < 400_000)
    }
}
