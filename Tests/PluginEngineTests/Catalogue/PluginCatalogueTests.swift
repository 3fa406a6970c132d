import PluginDefinition
import PluginEngine
import PluginIntegrity
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite struct PluginCatalogueTests {
    @Test func tellsWhatIsOtherwise() async throws {
        let plugins = try PluginsFolder()
        for id in ["same", "changed", "removed", "touched", "broken"] { try plugins.add(id) }
        let before = try await scan(plugins).run()
        try plugins.add("changed", version: "2.0.0")
        try plugins.remove("removed")
        try plugins.add("added")
        try plugins.write("export {}\n", to: "touched/assets/entry.js")
        try plugins.write("export { evil }\n", to: "broken/assets/entry.js")
        let difference = try await scan(plugins).run(after: before).difference(from: before)
        #expect(difference.added.map(\.folder.name) == ["added"])
        #expect(difference.removed.map(\.folder.name) == ["removed"])
        #expect(difference.changed.map(\.after.folder.name) == ["broken", "changed"])
        #expect(difference.changed.last?.before.definition?.versionText == "1.0.0")
        #expect(difference.unchanged.map(\.folder.name) == ["same", "touched"])
        #expect(!difference.isEmpty)
    }

    @Test func twoScansOfTheSameDoNotDiffer() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("good")
        try plugins.makeFolder("bad")
        try plugins.link("worse", to: "nowhere")
        let before = try await scan(plugins).run()
        let difference = try await scan(plugins).run().difference(from: before)
        #expect(difference.isEmpty)
        #expect(difference.unchanged.count == 3)
    }

    @Test func aSwitchedLinkIsAChange() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("a", in: "v1", beside: true)
        try plugins.add("a", in: "v2", beside: true)
        try plugins.link("a", to: "../v1")
        let before = try await scan(plugins).run()
        try plugins.link("next", to: "../v2")
        try #require(rename("\(plugins.path)/next", "\(plugins.path)/a") == 0)
        let after = try await scan(plugins).run(after: before)
        #expect(after.difference(from: before).changed.map(\.after.folder.name) == ["a"])
        #expect(after.plugins.first?.folder.directory.hasSuffix("/v2") == true)
    }

    @Test func anotherIdIsAnotherPlugin() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("one", in: "folder")
        let before = try await scan(plugins).run()
        try plugins.add("two", in: "folder")
        let difference = try await scan(plugins).run(after: before).difference(from: before)
        #expect(difference.removed.map(\.id?.rawValue) == ["one"])
        #expect(difference.added.map(\.id?.rawValue) == ["two"])
    }

    @Test func disablingIsAChange() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("a")
        var scan = scan(plugins)
        let before = try await scan.run()
        scan.disabled = [try #require(PluginID("a"))]
        #expect(try await scan.run(after: before).difference(from: before).changed.count == 1)
    }
}
