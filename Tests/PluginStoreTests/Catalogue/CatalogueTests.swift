import PluginStore
import TestSupport
import Testing

@Suite struct CatalogueTests {
    @Test func remembersEverythingOfAPluginAcrossAnOpening() async throws {
        let folder = try TemporaryFolder()
        let old = InstalledVersion.sample("1.0.0", digest: "aa", installed: 1)
        let new = InstalledVersion.sample("1.1.0", digest: "bb", installed: 2)
        let phase = PhaseRecord(phase: "failed", reason: "it crashed", time: 77)
        let store = try await EngineStore.intact(folder)
        try await store.addVersion(old)
        try await store.activate(digest: "aa", plugin: "hello")
        try await store.addVersion(new)
        try await store.activate(digest: "bb", plugin: "hello")
        try await store.setEnabled(false, plugin: "hello")
        try await store.setPhase(phase, plugin: "hello")
        try store.close()

        let again = try await EngineStore.intact(folder)
        let expected = CatalogueEntry(
            plugin: "hello",
            isEnabled: false,
            active: "bb",
            previous: "aa",
            lastPhase: phase
        )
        #expect(try await again.plugins() == [expected])
        #expect(try await again.plugin("hello") == expected)
        #expect(try await again.plugin("other") == nil)
        #expect(try await again.versions(of: "hello") == [new, old])
        #expect(try await again.versions(of: "other") == [])
    }

    @Test func aNewPluginIsEnabledAndHasNoActiveVersion() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.addVersion(.sample())
        #expect(try await store.plugin("hello") == CatalogueEntry(plugin: "hello", isEnabled: true))
    }

    @Test func addingAVersionAgainReplacesItAndKeepsTheUsersChoice() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.addVersion(.sample("1.0.0", digest: "aa", installed: 1))
        try await store.activate(digest: "aa", plugin: "hello")
        try await store.setEnabled(false, plugin: "hello")
        try await store.addVersion(.sample("1.0.0", digest: "aa", installed: 9))
        #expect(try await store.versions(of: "hello") == [.sample("1.0.0", digest: "aa", installed: 9)])
        #expect(try await store.plugin("hello")?.isEnabled == false)
        #expect(try await store.plugin("hello")?.active == "aa")
    }

    @Test func rollsBackAndForth() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        for digest in ["aa", "bb", "bb"] {
            try await store.addVersion(.sample(digest: digest))
            try await store.activate(digest: digest, plugin: "hello")
        }
        #expect(try await store.rollBack(plugin: "hello") == "aa")
        #expect(try await store.plugin("hello")?.previous == "bb")
        #expect(try await store.rollBack(plugin: "hello") == "bb")
        #expect(try await store.plugin("hello")?.previous == "aa")
    }

    @Test func refusesToRollBackWithoutAPreviousVersion() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.addVersion(.sample())
        try await store.activate(digest: "aa", plugin: "hello")
        #expect(try await code { _ = try await store.rollBack(plugin: "hello") } == .notFound)
        #expect(try await store.plugin("hello")?.active == "aa")
    }

    @Test func refusesWhatIsNotInstalled() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        let phase = PhaseRecord(phase: "running", reason: "", time: 1)
        #expect(try await code { try await store.setEnabled(true, plugin: "no") } == .notFound)
        #expect(try await code { try await store.setPhase(phase, plugin: "no") } == .notFound)
        #expect(try await code { try await store.activate(digest: "aa", plugin: "no") } == .notFound)
        #expect(try await code { try await store.removeVersion(digest: "aa", plugin: "no") } == .notFound)
    }

    @Test func removesAllVersionsButTheOneInUse() async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        for digest in ["aa", "bb"] {
            try await store.addVersion(.sample(digest: digest))
            try await store.activate(digest: digest, plugin: "hello")
        }
        #expect(try await code { try await store.removeVersion(digest: "bb", plugin: "hello") } == .conflict)
        try await store.removeVersion(digest: "aa", plugin: "hello")
        #expect(try await store.versions(of: "hello").map(\.digest) == ["bb"])
        #expect(try await store.plugin("hello")?.previous == nil)
    }

    @Test(arguments: [true, false])
    func removesAPluginWithOrWithoutItsValues(keeping: Bool) async throws {
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder)
        try await store.addVersion(.sample())
        try await store.activate(digest: "aa", plugin: "hello")
        try await store.setSettings([StoredSetting(key: "a", json: "1")], of: "hello")
        try await store.setConnections([StoredConnection(id: "a", json: "1")], of: "hello")
        try await store.removePlugin("hello", keepingValues: keeping)
        #expect(try await store.plugins() == [])
        #expect(try await store.versions(of: "hello") == [])
        #expect(try await store.settings(of: "hello").isEmpty != keeping)
        #expect(try await store.connections(of: "hello").isEmpty != keeping)
        try await store.removePlugin("hello", keepingValues: true)
    }

    @Test func boundsPluginsAndVersions() async throws {
        var limits = StoreLimits()
        limits.maxVersions = 2
        limits.maxPlugins = 1
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        try await store.addVersion(.sample(digest: "aa"))
        try await store.activate(digest: "aa", plugin: "hello")
        try await store.addVersion(.sample(digest: "bb"))
        try await store.activate(digest: "bb", plugin: "hello")
        // Nothing can be forgotten.
        #expect(try await code { try await store.addVersion(.sample(digest: "cc")) } == .limitExceeded)
        var other = InstalledVersion.sample()
        other.plugin = "other"
        #expect(try await code { try await store.addVersion(other) } == .limitExceeded)
        #expect(try await store.versions(of: "hello").count == 2)
        #expect(try await store.plugins().map(\.plugin) == ["hello"])
    }

    @Test func theOldestVersionsMakeRoomForNewOnes() async throws {
        var limits = StoreLimits()
        limits.maxVersions = 4
        let folder = try TemporaryFolder()
        let store = try await EngineStore.intact(folder, limits: limits)
        var other = InstalledVersion.sample(digest: "v1")
        other.plugin = "other"
        try await store.addVersion(other)
        for number in 1...4 {
            try await store.addVersion(.sample(digest: "v\(number)", installed: Int64(number)))
        }
        try await store.activate(digest: "v1", plugin: "hello")
        try await store.activate(digest: "v2", plugin: "hello")
        // The ones in use are the oldest, and stay.
        try await store.addVersion(.sample(digest: "v5", installed: 5))
        #expect(try await store.versions(of: "hello").map(\.digest) == ["v5", "v4", "v2", "v1"])
        // Also one with an old time is not forgotten in the moment in which it comes.
        try await store.addVersion(.sample(digest: "v0", installed: 0))
        #expect(try await store.versions(of: "hello").map(\.digest) == ["v5", "v2", "v1", "v0"])
        try await store.activate(digest: "v0", plugin: "hello")
        #expect(try await store.plugin("hello")?.previous == "v2")
        // No room is made for one that is there.
        try await store.addVersion(.sample(digest: "v1", installed: 6))
        #expect(try await store.versions(of: "hello").map(\.digest) == ["v1", "v5", "v2", "v0"])
        #expect(try await store.versions(of: "other").map(\.digest) == ["v1"])
    }
}
