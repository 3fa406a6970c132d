import PluginStore
import TestSupport
import Testing

@Suite struct LimitsTests {
    private typealias Work = @Sendable (EngineStore, String) async throws -> Void

    /// Each text that is stored, its limit, and a call that stores it.
    private static let texts: [(what: String, limit: any KeyPath<StoreLimits, Int> & Sendable, work: Work)] = [
        ("plugin id", \.maxNameBytes, { try await $0.setSettings([], of: $1) }),
        ("digest", \.maxNameBytes, { try await $0.addVersion(.sample(digest: $1)) }),
        ("version", \.maxNameBytes, { try await $0.addVersion(.sample($1)) }),
        ("key", \.maxNameBytes, { try await $0.setSettings([.init(key: $1, json: "")], of: "p") }),
        ("setting", \.maxSettingBytes, { try await $0.setSettings([.init(key: "k", json: $1)], of: "p") }),
        ("connection id", \.maxNameBytes, { try await $0.setConnections([.init(id: $1, json: "")], of: "p") }),
        ("connection", \.maxConnectionBytes, { try await $0.setConnections([.init(id: "c", json: $1)], of: "p") }),
        ("kind", \.maxNameBytes, { try await $0.append([NewEvent(time: 0, kind: $1, payload: "")]) }),
        (
            "event's plugin", \.maxNameBytes,
            { try await $0.append([NewEvent(time: 0, plugin: $1, kind: "k", payload: "")]) }
        ),
        ("payload", \.maxPayloadBytes, { try await $0.append([NewEvent(time: 0, kind: "k", payload: $1)]) }),
        ("actor", \.maxNameBytes, { try await $0.record(entry(actor: $1)) }),
        ("action", \.maxNameBytes, { try await $0.record(entry(action: $1)) }),
        ("outcome", \.maxNameBytes, { try await $0.record(entry(outcome: $1)) }),
        ("detail", \.maxPayloadBytes, { try await $0.record(entry(detail: $1)) }),
        (
            "origin", \.maxTextBytes,
            { store, text in
                var version = InstalledVersion.sample()
                version.origin = text
                try await store.addVersion(version)
            }
        ),
        (
            "phase", \.maxNameBytes,
            { try await $0.setPhase(PhaseRecord(phase: $1, reason: "", time: 0), plugin: "hello") }
        ),
        (
            "reason", \.maxTextBytes,
            { try await $0.setPhase(PhaseRecord(phase: "failed", reason: $1, time: 0), plugin: "hello") }
        ),
    ]

    private static func entry(
        actor: String = "a",
        action: String = "b",
        outcome: String = "c",
        detail: String = ""
    ) -> AuditEntry {
        AuditEntry(time: 0, actor: actor, action: action, detail: detail, outcome: outcome)
    }

    @Test(arguments: texts.indices)
    func takesAsMuchAsTheLimitAndNoByteMore(index: Int) async throws {
        let (what, limit, work) = Self.texts[index]
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.addVersion(.sample())
        // Two bytes each, so that characters would be counted wrongly.
        let full = String(repeating: "é", count: store.limits[keyPath: limit] / 2)
        try await work(store, full)
        #expect(try await code { try await work(store, full + "x") } == .limitExceeded, "\(what)")
        #expect(try await code { try await work(store, "a\0b") } == .invalidValue, "\(what)")
    }

    @Test func boundsTheEventsOfOneCall() async throws {
        var limits = StoreLimits()
        limits.maxAppended = 3
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        #expect(try await code { try await store.append(4) } == .limitExceeded)
        try await store.append(3)
        #expect(try await store.numbers == [1, 2, 3])
    }

    @Test func messagesHoldNoControlCharactersOfAValue() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        let error = await #expect(throws: StoreError.self) {
            try await store.setEnabled(true, plugin: "a\u{1B}[31m\n\u{202E}" + String(repeating: "b", count: 9_999))
        }
        let message = try #require(error?.message)
        #expect(message.count < 400)
        #expect(!message.unicodeScalars.contains { $0.properties.generalCategory == .control })
        #expect(!message.unicodeScalars.contains("\u{202E}"))
    }
}
