import PluginStore
import TestSupport
import Testing

@Suite struct AuditTests {
    private func entry(_ number: Int, plugin: String? = nil) -> AuditEntry {
        AuditEntry(
            time: Int64(number),
            actor: "cli:uid=0",
            action: "plugin.install",
            plugin: plugin,
            detail: "\(number)",
            outcome: "ok"
        )
    }

    @Test func readsTheNewestFirstInPages() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        for number in 1...5 { try await store.record(entry(number, plugin: number == 2 ? "hello" : nil)) }
        try store.close()
        let again = try await EngineStore.intact(folder)
        let first = try await again.audit(limit: 2)
        #expect(first.map(\.id) == [5, 4])
        #expect(first.first?.entry == entry(5))
        #expect(try await again.audit(before: 4, limit: 10).map(\.id) == [3, 2, 1])
        #expect(try await again.audit(before: 1, limit: 10) == [])
        let hello = try await again.audit(limit: 10, plugin: "hello")
        #expect(hello.map(\.entry) == [entry(2, plugin: "hello")])
    }

    @Test func boundsAPageByBytesAndGivesOneAtLeast() async throws {
        var limits = StoreLimits()
        limits.maxPageBytes = 0
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        for number in 1...3 { try await store.record(entry(number)) }
        #expect(try await store.audit(limit: 10).map(\.id) == [3])
        #expect(try await store.audit(before: 3, limit: 10).map(\.id) == [2])
    }

    @Test func isPrunedByItsOwnRetention() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        let day: Int64 = 86_400_000
        for time in [0, 1, 364 * day, 365 * day + 1] {
            var entry = entry(0)
            entry.time = time
            try await store.record(entry)
        }
        try await store.append(1)
        #expect(try await store.pruneAudit(now: 365 * day + 1) == 1)
        #expect(try await store.audit(limit: 10).map(\.id) == [4, 3, 2])
        #expect(try await store.numbers == [1])
    }
}
