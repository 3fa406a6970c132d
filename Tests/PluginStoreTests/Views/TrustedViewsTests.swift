import PluginStore
import TestSupport
import Testing

@Suite struct TrustedViewsTests {
    @Test func oneSetOfFilesOfEachPluginIsTrustedAcrossAnOpening() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.trustViews(TrustedViews(plugin: "two", digest: "cc", time: 3))
        try await store.trustViews(TrustedViews(plugin: "one", digest: "aa", time: 1))
        try await store.trustViews(TrustedViews(plugin: "one", digest: "bb", time: 2))
        try store.close()
        let again = try await EngineStore.intact(folder)
        let one = TrustedViews(plugin: "one", digest: "bb", time: 2)
        #expect(try await again.trustedViews(of: "one") == one)
        #expect(try await again.trustedViews(of: "three") == nil)
        #expect(try await again.trustedViews() == [one, TrustedViews(plugin: "two", digest: "cc", time: 3)])
    }

    @Test func trustIsTakenBackOnce() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.trustViews(TrustedViews(plugin: "one", digest: "aa", time: 1))
        #expect(try await store.distrustViews(of: "two") == false)
        #expect(try await store.distrustViews(of: "one"))
        #expect(try await store.distrustViews(of: "one") == false)
        #expect(try await store.trustedViews() == [])
    }

    /// Whoever installs a plugin of that name again is asked again, whether or not its settings were kept.
    @Test(arguments: [false, true]) func aRemovedPluginIsNotTrusted(keepingValues: Bool) async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        for plugin in ["hello", "other"] {
            var version = InstalledVersion.sample()
            version.plugin = plugin
            try await store.addVersion(version)
            try await store.trustViews(TrustedViews(plugin: plugin, digest: "aa", time: 1))
        }
        try await store.removePlugin("hello", keepingValues: keepingValues)
        #expect(try await store.trustedViews().map(\.plugin) == ["other"])
    }

    @Test func takesNoMoreThanItsLimits() async throws {
        var limits = StoreLimits()
        limits.maxPlugins = 1
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        try await store.trustViews(TrustedViews(plugin: "one", digest: "aa", time: 1))
        for views in [("two", "aa"), ("", "aa"), ("one", ""), ("one", "a\0")] {
            await #expect(throws: StoreError.self, "\(views)") {
                try await store.trustViews(TrustedViews(plugin: views.0, digest: views.1, time: 2))
            }
        }
        #expect(try await store.trustedViews() == [TrustedViews(plugin: "one", digest: "aa", time: 1)])
    }
}
