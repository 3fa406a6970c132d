import Logging
import Testing

@testable import PluginEngine

@Suite struct LogRingTests {
    static func record(_ message: String) -> LogRecord {
        LogRecord(time: 1, plugin: "p", source: .plugin, level: .info, message: message)
    }

    @Test func keepsTheLastRecordsWithTheirNumbers() {
        var ring = LogRing(records: 3, bytes: 1 << 20)
        for number in 1...7 { ring.append(Self.record("\(number)")) }
        #expect(ring.tail(10).map(\.number) == [5, 6, 7])
        #expect(ring.tail(2).map(\.record.message) == ["6", "7"])
        #expect(ring.tail(-1).isEmpty)
        #expect(ring.next(after: 0) == .gap(4, first: 5))
        #expect(ring.next(after: 4) == .entry(LogEntry(number: 5, record: Self.record("5"))))
        #expect(ring.next(after: 7) == .none)
        #expect(ring.next(after: 99) == .gap(4, first: 5))
    }

    @Test func letsOldRecordsGoForTheirMemory() {
        var ring = LogRing(records: 100, bytes: 1_000)
        for _ in 0..<50 { ring.append(Self.record(String(repeating: "x", count: 200))) }
        #expect(ring.tail(100).count == 3)
        #expect(ring.bytes <= 1_000)
        ring.append(Self.record(String(repeating: "x", count: 5_000)))
        #expect(ring.tail(100).count == 1)
    }

    @Test func hasNothingBeforeTheFirstRecord() {
        let ring = LogRing(records: 3, bytes: 10)
        #expect(ring.tail(3).isEmpty)
        #expect(ring.next(after: 0) == .none)
        #expect(ring.next(after: 5) == .none)
    }
}
