import PluginStore
import TestSupport
import Testing

@Suite struct SettingsTests {
    @Test func remembersSettingsAcrossAnOpening() async throws {
        let folder = try TemporaryFolder()
        let values = [
            StoredSetting(key: "a", json: #"{"x": "ä 🙂"}"#),
            StoredSetting(key: "token", json: #""t""#, isSecret: true),
        ]
        let store = try await EngineStore.intact(folder)
        try await store.setSettings(values.reversed(), of: "hello")
        try await store.setSettings([StoredSetting(key: "a", json: "0")], of: "other")
        try store.close()
        let again = try await EngineStore.intact(folder)
        #expect(try await again.settings(of: "hello") == values)
    }

    @Test func changesSomeAndLeavesTheOthers() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.setSettings([.init(key: "a", json: "1"), .init(key: "b", json: "2")], of: "hello")
        try await store.setSettings([.init(key: "b", json: "3", isSecret: true)], of: "hello")
        #expect(
            try await store.settings(of: "hello") == [
                .init(key: "a", json: "1"), .init(key: "b", json: "3", isSecret: true),
            ]
        )
        try await store.deleteSettings(["a", "none"], of: "hello")
        #expect(try await store.settings(of: "hello").map(\.key) == ["b"])
        try await store.deleteAllSettings(of: "hello")
        #expect(try await store.settings(of: "hello") == [])
    }

    @Test func setsAllOrNone() async throws {
        var limits = StoreLimits()
        limits.maxSettings = 3
        limits.maxSettingsBytes = 10
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        try await store.setSettings([.init(key: "a", json: "12345"), .init(key: "b", json: "1")], of: "hello")
        let tooMany = ["c", "d"].map { StoredSetting(key: $0, json: "1") }
        #expect(try await code { try await store.setSettings(tooMany, of: "hello") } == .limitExceeded)
        let tooLong = [StoredSetting(key: "a", json: "1"), StoredSetting(key: "b", json: "ä1234567890")]
        #expect(try await code { try await store.setSettings(tooLong, of: "hello") } == .limitExceeded)
        #expect(try await store.settings(of: "hello").map(\.json) == ["12345", "1"])
    }

    @Test func neverShowsASecret() {
        let secret = StoredSetting(key: "token", json: "hush", isSecret: true)
        var dumped = ""
        dump([secret], to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), "\([secret])", dumped] {
            #expect(!text.contains("hush"))
            #expect(text.contains("token"))
        }
        #expect("\(StoredSetting(key: "a", json: "open"))".contains("open"))
    }
}
