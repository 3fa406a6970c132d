import GRDB
import TestSupport
import Testing

@testable import PluginStore

@Suite struct EventsTests {
    @Test func numbersEventsInTheirOrderAcrossAnOpening() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        let events = [
            NewEvent(time: 5, plugin: "hello", kind: "plugin/crash", payload: #"{"a": 1}"#),
            NewEvent(time: 4, kind: "engine/start", payload: "{}"),
        ]
        #expect(try await store.append(events) == 1...2)
        #expect(try await store.append([]) == nil)
        try store.close()
        let again = try await EngineStore.intact(folder)
        #expect(try await again.append([events[0]]) == 3...3)
        let page = try await again.events(after: 1, limit: 10)
        #expect(page.events == [JournalEvent(id: 2, event: events[1]), JournalEvent(id: 3, event: events[0])])
        #expect(page.bounds == JournalBounds(oldest: 1, newest: 3))
        #expect(page.next == 3)
        #expect(!page.hasMore)
        #expect(page.missing == nil)
    }

    @Test func readsInPages() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.append(5)
        let first = try await store.events(after: 0, limit: 2)
        #expect(first.events.map(\.id) == [1, 2])
        #expect(first.next == 2)
        #expect(first.hasMore)
        #expect(try await store.events(after: first.next, limit: 2).events.map(\.id) == [3, 4])
        #expect(try await store.events(after: 4, limit: 2).events.map(\.id) == [5])
        #expect(try await store.events(after: 5, limit: 2).events == [])
        #expect(try await store.events(after: -7, limit: 0).events.map(\.id) == [1])
    }

    @Test func boundsAPageByCountAndBytesAndGivesOneAtLeast() async throws {
        var limits = StoreLimits()
        limits.maxPageCount = 3
        limits.maxPageBytes = 4
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        for payload in ["12", "34", "123456789", "1", "1", "1", "1"] {
            try await store.append([NewEvent(time: 0, kind: "k", payload: payload)])
        }
        var number: Int64 = 0
        var pages: [[Int64]] = []
        while true {
            let page = try await store.events(after: number, limit: .max)
            if page.events.isEmpty { break }
            pages.append(page.events.map(\.id))
            number = page.next
        }
        #expect(pages == [[1, 2], [3], [4, 5, 6], [7]])
    }

    @Test func findsTheLastOfAKindWithoutReadingTheOthers() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        for number in 0..<30 {
            let kind = number.isMultiple(of: 3) ? "crash" : "crash-loop"
            let plugin = number.isMultiple(of: 2) ? "a" : "b"
            try await store.append([NewEvent(time: 0, plugin: plugin, kind: kind, payload: "\(number)")])
        }
        let last = try await store.lastEvents(3, plugin: "a", kind: "crash")
        #expect(last.map(\.event.payload) == ["24", "18", "12"])
        #expect(try await store.lastEvents(9, plugin: "c", kind: "crash").isEmpty)
        let plan = try await store.read { database in
            try Row.fetchAll(
                database,
                sql: "EXPLAIN QUERY PLAN SELECT * FROM events WHERE plugin = 'a' AND kind = 'k' ORDER BY sequence DESC"
            ).map { "\($0)" }
        }
        #expect(plan.count == 1 && plan[0].contains("USING INDEX events_kind"), "\(plan)")
    }

    @Test func filtersByPluginAndKind() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        let rows: [(String?, String)] = [
            ("hello", "plugin/start"), ("hello", "plugin/crash"), (nil, "engine/start"), ("a", "plugin/crash"),
            ("a", "PLUGIN/crash"), ("a", "plug%n/x"), ("a", "plugi\u{301}n"), ("hello", "x"),
        ]
        try await store.append(rows.map { NewEvent(time: 0, plugin: $0.0, kind: $0.1, payload: "") })
        let table: [(plugin: String?, prefix: String?, numbers: [Int64])] = [
            (nil, nil, [1, 2, 3, 4, 5, 6, 7, 8]),
            ("hello", nil, [1, 2, 8]),
            (nil, "plugin/", [1, 2, 4]),
            ("a", "plugin/crash", [4]),
            (nil, "plug%", [6]),
            (nil, "plugi", [1, 2, 4, 7]),
            (nil, "", [1, 2, 3, 4, 5, 6, 7, 8]),
            ("' OR 1 --", nil, []),
        ]
        for row in table {
            let page = try await store.events(after: 0, limit: 100, plugin: row.plugin, kindPrefix: row.prefix)
            #expect(page.events.map(\.id) == row.numbers)
            // What a filter leaves out is not read again.
            #expect(page.next == 8)
        }
        let first = try await store.events(after: 0, limit: 1, plugin: "hello")
        #expect(first.next == 1)
    }

    @Test func appendsAllOrNone() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        let good = NewEvent(time: 0, kind: "k", payload: "")
        let bad = NewEvent(time: 0, kind: "", payload: "")
        #expect(try await code { try await store.append([good, bad]) } == .invalidValue)
        #expect(try await store.eventBounds() == JournalBounds(oldest: nil, newest: 0))
        #expect(try await store.append([good]) == 1...1)
    }

    @Test(
        arguments: [
            (JournalBounds(oldest: nil, newest: 0), 0, nil),
            (JournalBounds(oldest: 1, newest: 9), 0, nil),
            (JournalBounds(oldest: 4, newest: 9), 0, 1...3),
            (JournalBounds(oldest: 4, newest: 9), -5, 1...3),
            (JournalBounds(oldest: 4, newest: 9), 2, 3...3),
            (JournalBounds(oldest: 4, newest: 9), 3, nil),
            (JournalBounds(oldest: nil, newest: 9), 4, 5...9),
            (JournalBounds(oldest: nil, newest: 9), 9, nil),
            (JournalBounds(oldest: 4, newest: 9), .max, nil),
        ] as [(JournalBounds, Int64, ClosedRange<Int64>?)]
    )
    func saysWhatIsGone(bounds: JournalBounds, number: Int64, missing: ClosedRange<Int64>?) {
        #expect(bounds.missing(after: number) == missing)
    }
}
