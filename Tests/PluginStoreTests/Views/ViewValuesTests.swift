import PluginStore
import TestSupport
import Testing

@Suite struct ViewValuesTests {
    @Test func keepsValuesAcrossAnOpening() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.setViewValue("1", for: "b", of: "hello")
        try await store.setViewValue("2", for: "a", of: "hello")
        try await store.setViewValue("3", for: "b", of: "hello")
        try await store.setViewValue("4", for: "c", of: "other")
        try store.close()
        // A clean end leaves the file alone, with all that there is.
        #expect(folder.entries == ["engine.db"])
        let again = try await EngineStore.intact(folder)
        #expect(try await again.viewKeys(of: "hello") == ["a", "b"])
        #expect(try await again.viewValue("b", of: "hello") == "3")
        #expect(try await again.viewValue("c", of: "hello") == nil)
        try await again.deleteViewValue("b", of: "hello")
        try await again.deleteViewValue("none", of: "hello")
        #expect(try await again.viewKeys(of: "hello") == ["a"])
    }

    @Test func takesNoMoreThanItsLimits() async throws {
        var limits = StoreLimits()
        limits.maxViewValues = 2
        limits.maxViewValueBytes = 8
        limits.maxViewValuesBytes = 10
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        try await store.setViewValue("123456", for: "a", of: "hello")
        let over = [("b", "123456789"), ("b", "123456"), ("a", "123456789"), ("", "1"), ("a\0", "1")]
        for (key, json) in over {
            await #expect(throws: StoreError.self, "\(key) \(json)") {
                try await store.setViewValue(json, for: key, of: "hello")
            }
        }
        try await store.setViewValue("1", for: "b", of: "hello")
        await #expect(throws: StoreError.self) { try await store.setViewValue("1", for: "c", of: "hello") }
        #expect(try await store.viewKeys(of: "hello") == ["a", "b"])
        #expect(try await store.viewValue("a", of: "hello") == "123456")
    }
}
