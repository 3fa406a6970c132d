import PluginDefinition
import PluginIntegrity
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite(.timeLimit(.minutes(10)))
struct CatalogueScanTests {
    @Test func takesPluginsInWavesAndKeepsTheFacts() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("base", version: "1.2.0")
        try plugins.add("user", rest: "dependencies: {base: \"^1.0\"}\nicon: star\n")
        let catalogue = try await scan(plugins).run()
        #expect(catalogue.waves.map { $0.map(\.rawValue) } == [["base"], ["user"]])
        let user = try #require(catalogue[id("user")])
        #expect(user.wave == 1)
        #expect(user.definition?.icon == "star")
        #expect(user.verification?.source == .manifest)
        #expect(user.verification?.fileCount == 2)
        #expect(user.digest == (try PluginSealer.manifest(of: user.folder.directory)).digest)
        #expect(Set(user.durations.keys) == [.read, .verify, .validate])
        #expect(Set(catalogue.durations.keys) == [.find, .resolve])
    }

    @Test func oneBadPluginStopsNoOther() async throws {
        let plugins = try PluginsFolder()
        for number in 0..<10 { try plugins.add("good-\(number)") }
        try plugins.makeFolder("empty")
        try plugins.write("capabilities: [exce]\nid: broken\nversion: 1.0.0\nname: B\n", to: "broken/plugin.yaml")
        try plugins.write(String(repeating: "#", count: 8 << 20), to: "huge/plugin.yaml")
        try plugins.makeFolder("fifo")
        try #require(mkfifo("\(plugins.path)/fifo/plugin.yaml", 0o600) == 0)
        try plugins.makeFolder("linked")
        try plugins.link("linked/plugin.yaml", to: "../good-1/plugin.yaml")
        try plugins.add("altered")
        try plugins.write("export { evil }\n", to: "altered/assets/entry.js")
        try plugins.add("unsealed", isSealed: false)
        try plugins.add("bare", isSealed: false)
        try plugins.remove("bare/assets/entry.js")
        try plugins.remove("bare/assets")
        try PluginSealer.seal(directory: plugins.path + "/bare")
        try plugins.add("needy", rest: "dependencies: {altered: \"^1.0\"}\n")
        try plugins.link("self", to: "self")
        let catalogue = try await scan(plugins).run()
        #expect(catalogue.waves.map(\.count) == [10])
        let rejected = Dictionary(
            uniqueKeysWithValues: catalogue.plugins.compactMap { plugin in
                plugin.rejection.map { (plugin.folder.name, "\($0.stage.rawValue) \($0.error.code.rawValue)") }
            }
        )
        #expect(
            rejected == [
                "empty": "read not-found", "broken": "read invalid-definition", "huge": "read invalid-definition",
                "fifo": "read not-found", "linked": "read not-found", "altered": "verify not-intact",
                "unsealed": "verify unsealed", "bare": "validate invalid-component", "needy": "resolve unresolved",
                "self": "find invalid-folder",
            ]
        )
        let needy = catalogue.plugins.first { $0.folder.name == "needy" }
        #expect(needy?.rejection?.error.message.contains("needs the plugin altered, which is itself rejected") == true)
        #expect(catalogue.plugins.first { $0.folder.name == "broken" }?.diagnostics.isEmpty == false)
        #expect(catalogue.plugins.first { $0.folder.name == "altered" }?.rejection?.error.report != nil)
    }

    @Test func remarksOnAFolderOfAnotherName() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("right")
        try plugins.add("right", in: "copy")
        try plugins.add("moved", in: "My Plugin\n")
        let catalogue = try await scan(plugins).run()
        #expect(catalogue.waves.map { $0.map(\.rawValue) } == [["moved", "right"]])
        let moved = try #require(catalogue[id("moved")])
        #expect(moved.remarks.first?.contains("\"My Plugin\\x0a\" holds the plugin moved") == true)
        let copy = try #require(catalogue.plugins.first { $0.folder.name == "copy" })
        #expect(copy.rejection?.error.code == .duplicate)
        #expect(copy.remarks == ["right is there already, in the folder right; remove this one"])
        #expect(catalogue[id("right")]?.remarks.isEmpty == true)
    }

    @Test func aCopyIsToBeRemovedAndNotSealed() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("right")
        try plugins.add("right", in: "copy", isSealed: false)
        var scan = scan(plugins)
        scan.settleSeconds = -1
        let first = try await scan.run()
        let copy = try #require(first.plugins.first { $0.folder.name == "copy" })
        #expect(copy.rejection?.error.code == .duplicate)
        #expect(copy.rejection?.error.message.contains("seal") == false)
        #expect(copy.remarks == ["right is there already, in the folder right; remove this one"])
        // When it is the only one, its name is what is odd about it, also when its files are not read again.
        try PluginSealer.seal(directory: "\(plugins.path)/copy")
        let second = try await scan.run(after: first)
        try plugins.remove("right")
        let third = try await scan.run(after: second)
        let alone = try #require(third[id("right")])
        #expect(alone.remarks.first?.contains("rename the folder to right") == true)
    }

    @Test func leavesOutWhatIsDisabled() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("unwanted")
        try plugins.add("needs-it", rest: "dependencies: {unwanted: \"^1.0\"}\n")
        var scan = scan(plugins)
        scan.disabled = [id("unwanted")]
        let catalogue = try await scan.run()
        #expect(catalogue.waves.isEmpty)
        let unwanted = try #require(catalogue[id("unwanted")])
        #expect(unwanted.wave == nil && unwanted.rejection == nil)
        #expect(catalogue.plugins.first?.rejection?.error.message.contains("disabled; enable it") == true)
    }

    @Test(arguments: [false, true], [UnsealedPolicy.never, .whenRecorded, .always])
    func takesUnsealedPluginsAsThePolicySays(isRecorded: Bool, policy: UnsealedPolicy) async throws {
        let plugins = try PluginsFolder()
        let folder = try plugins.add("plain", isSealed: false)
        let plain = id("plain")
        var scan = scan(plugins)
        scan.unsealed = policy
        if isRecorded { scan.recorded[plain] = try PluginSealer.manifest(of: folder) }
        let isTaken = policy == .always || (policy == .whenRecorded && isRecorded)
        let before = try await scan.run()
        #expect((before[plain] != nil) == isTaken)
        #expect(before[plain]?.verification?.source == (isTaken ? (isRecorded ? .record : .nothing) : nil))
        #expect(before[plain]?.verification?.isSealed != true)
        // Once it is altered, only a policy without a record lets it in.
        try plugins.write("export { evil }\n", to: "plain/assets/entry.js")
        let after = try await scan.run(after: before)
        #expect((after[plain] != nil) == (policy == .always && !isRecorded))
        if isTaken, isRecorded {
            let message = try #require(after.plugins.first?.rejection?.error.message)
            #expect(message.contains("is not what was recorded when it was installed"))
        }
    }

    @Test func takesAFolderOfOmniviewAsItIs() async throws {
        let plugins = try PluginsFolder()
        let definition = """
            id: cluster-browser
            version: 0.3.1
            name: Cluster browser
            capabilities: [resource, exec]
            dependencies: []
            """
        try plugins.write(definition, to: "cluster-browser/plugin.yaml")
        try plugins.write("#!/bin/sh\n", to: "cluster-browser/bin/plugin", mode: 0o755)
        try plugins.write("export {}\n", to: "cluster-browser/assets/entry.js")
        var scan = scan(plugins)
        scan.unsealed = .whenRecorded
        scan.recorded[id("cluster-browser")] = try PluginSealer.manifest(of: plugins.path + "/cluster-browser")
        let catalogue = try await scan.run()
        let plugin = try #require(catalogue[id("cluster-browser")], "\(catalogue.plugins)")
        #expect(plugin.wave == 0)
        #expect(plugin.verification?.source == .record)
        #expect(TemporaryFolder.entries(of: plugin.folder.directory) == ["assets", "bin", "plugin.yaml"])
        let loaded = try PluginLoader().load(
            directory: plugin.folder.directory,
            recorded: scan.recorded[id("cluster-browser")]
        )
        #expect(loaded.launch != nil && loaded.isSealed)
    }

    @Test func aRecordBindsASealedPluginToo() async throws {
        let plugins = try PluginsFolder()
        let folder = try plugins.add("sealed")
        var scan = scan(plugins)
        scan.recorded[id("sealed")] = try PluginSealer.manifest(of: folder)
        #expect(try await scan.run().waves.count == 1)
        try plugins.write("export { evil }\n", to: "sealed/assets/entry.js")
        try PluginSealer.seal(directory: folder)
        #expect(try await scan.run().plugins.first?.rejection?.error.code == .notIntact)
        scan.recorded = RecordedDigests()
        #expect(try await scan.run().waves.count == 1)
    }

    @Test func doesNotReadAgainWhatHasNotChanged() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("still")
        try plugins.add("new")
        var scan = scan(plugins)
        scan.settleSeconds = -1
        let first = try await scan.run()
        try plugins.add("new", version: "2.0.0")
        let second = try await scan.run(after: first)
        let (still, new) = (id("still"), id("new"))
        #expect(second[still]?.durations == first[still]?.durations)
        #expect(second[new]?.durations != first[new]?.durations)
        #expect(second[new]?.definition?.versionText == "2.0.0")
        // Files that were written just now are read again: their times may not tell of a second write.
        scan.settleSeconds = 3600
        let third = try await scan.run()
        let fourth = try await scan.run(after: third)
        #expect(fourth[still]?.durations != third[still]?.durations)
    }

    @Test func anotherPolicyIsHeldAgainstWhatHasNotChanged() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("plain", isSealed: false)
        var scan = scan(plugins)
        scan.settleSeconds = -1
        scan.unsealed = .always
        let first = try await scan.run()
        #expect(first.waves.count == 1)
        for policy in [UnsealedPolicy.never, .whenRecorded] {
            scan.unsealed = policy
            #expect(try await scan.run(after: first).waves.isEmpty)
        }
        scan.unsealed = .always
        scan.recorded[id("plain")] = try PluginManifest(files: [])
        #expect(try await scan.run(after: first).waves.isEmpty)
    }

    @Test func unreadableFoldersAreRejected() async throws {
        guard geteuid() != 0 else { return }
        let plugins = try PluginsFolder()
        try plugins.add("shut")
        try plugins.add("open")
        try #require(chmod("\(plugins.path)/shut", 0) == 0)
        let catalogue = try await scan(plugins).run()
        try #require(chmod("\(plugins.path)/shut", 0o755) == 0)
        #expect(catalogue.waves.map { $0.map(\.rawValue) } == [["open"]])
    }

    @Test func holdsNothingOpen() async throws {
        let plugins = try PluginsFolder()
        for number in 0..<300 { try plugins.add("p\(number)") }
        let catalogue = try await scan(plugins).run()
        #expect(catalogue.waves.first?.count == 300)
        // Other tests of this process open files meanwhile, but not these.
        let open = TemporaryFolder.entries(of: "/proc/self/fd").filter { number in
            var buffer = [CChar](repeating: 0, count: 4096)
            let count = readlink("/proc/self/fd/\(number)", &buffer, buffer.count)
            let path = String(decoding: buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return path.hasPrefix(plugins.path)
        }
        #expect(open.isEmpty)
    }

    @Test func survivesFoldersThatComeAndGo() async throws {
        let plugins = try PluginsFolder()
        try plugins.add("stays")
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                for round in 0..<40 {
                    try plugins.add("flickers", version: "\(round).0.0")
                    try plugins.remove("flickers")
                }
            }
            group.addTask {
                var catalogue = try await scan(plugins).run()
                for _ in 0..<40 {
                    catalogue = try await scan(plugins).run(after: catalogue)
                    #expect(catalogue[id("stays")]?.wave == 0)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test func failsWithoutAFolder() async throws {
        let scan = CatalogueScan(of: "/nowhere/plugins", engine: SemanticVersion(1, 0, 0))
        await #expect(throws: PluginEngineError.self) { try await scan.run() }
    }
}

func scan(_ plugins: PluginsFolder) -> CatalogueScan {
    CatalogueScan(of: plugins.path, engine: SemanticVersion(1, 0, 0))
}

/// A text that has the form of an id, as one.
func id(_ text: String) -> PluginID {
    guard let id = PluginID(text) else { preconditionFailure("\(text) is no plugin's id") }
    return id
}
