import TestSupport
import Testing

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct SealAndVerifyTests {
    @Test func sealingTwiceWritesTheSameBytes() async throws {
        let plugin = try SamplePlugin.script("")
        let first = try await Omniview.run(["plugin", "seal", plugin.path])
        #expect(first.code == 0)
        #expect(first.text.hasPrefix("sealed: 2 files, "))
        #expect(first.text.hasSuffix(" in \(plugin.path)/MANIFEST.json\n"))
        let manifest = try readFile(plugin.file("MANIFEST.json"))
        let second = try await Omniview.run(["plugin", "seal", plugin.path, "--json"])
        #expect(second.code == 0)
        let object = try second.object()
        #expect(object.keys.sorted() == ["bytes", "directory", "files"])
        #expect(object["directory"]?.string == plugin.path)
        #expect(object["files"] == .number(2))
        let bytes = try readFile(plugin.file("bin/plugin")).count + readFile(plugin.file("plugin.yaml")).count
        #expect(object["bytes"] == .number(Double(bytes)))
        #expect(try readFile(plugin.file("MANIFEST.json")) == manifest)
    }

    @Test func anIntactPluginIsListedFileByFile() async throws {
        let plugin = try await sealed()
        let run = try await Omniview.run(["plugin", "verify", plugin.path])
        #expect(run.code == 0)
        #expect(run.text == "ok       bin/plugin\nok       plugin.yaml\nintact: 2 files are as sealed\n")
        let object = try await Omniview.run(["plugin", "verify", plugin.path, "--json"]).object()
        #expect(object.keys.sorted() == ["directory", "files", "intact"])
        #expect(object["intact"] == .bool(true))
    }

    /// What happens to the plugin, and how the finding begins.
    private static let harm: [(change: @Sendable (SamplePlugin) throws -> Void, says: String, status: String)] = [
        ({ try $0.write("id: other\n", to: "plugin.yaml") }, "plugin.yaml was altered", "altered"),
        ({ try $0.remove("bin/plugin") }, "bin/plugin is missing", "missing"),
        ({ try $0.write("", to: "bin/more") }, "bin/more is unlisted", "unlisted"),
        (
            {
                try $0.write(
                    String(decoding: readFile($0.file("plugin.yaml")), as: UTF8.self),
                    to: "plugin.yaml",
                    mode: 0o600
                )
            },
            "plugin.yaml has another mode: the manifest lists 0644 and it has 0600", "mode_changed"
        ),
    ]

    @Test(arguments: harm.indices)
    func everyHarmHasItsOwnMessage(index: Int) async throws {
        let (change, says, status) = Self.harm[index]
        let plugin = try await sealed()
        try change(plugin)
        let run = try await Omniview.run(["plugin", "verify", plugin.path])
        #expect(run.code == 65)
        #expect(run.text.contains("problem  \(says)"), "\(run.text)")
        #expect(run.text.hasSuffix("not intact: 1 problem\n"))
        let json = try await Omniview.run(["plugin", "verify", plugin.path, "--json"])
        #expect(json.code == 65)
        #expect(try json.object()["intact"] == .bool(false))
        let findings = try #require(json.object()["files"]?.array).compactMap(\.object)
        #expect(findings.contains { $0["status"]?.string == status && $0["message"]?.string?.hasPrefix(says) == true })
    }

    @Test func aPluginThatWasNeverSealedIsToldHow() async throws {
        let plugin = try SamplePlugin.script("")
        let run = try await Omniview.run(["plugin", "verify", plugin.path, "--json"])
        #expect(run.code == 65)
        let failure = try run.failure()
        #expect(failure.code == "unsealed")
        #expect(failure.message.contains("omniview plugin seal \(plugin.path)"))
    }

    @Test(arguments: ["seal", "verify"])
    func aFolderThatIsNotThereIsBadData(verb: String) async throws {
        let folder = try TemporaryFolder()
        let run = try await Omniview.run(["plugin", verb, "\(folder.path)/none", "--json"])
        #expect(run.code == 65)
        #expect(try run.failure().code == "not-found")
    }

    private func sealed() async throws -> SamplePlugin {
        let plugin = try SamplePlugin.script("")
        #expect(try await Omniview.run(["plugin", "seal", plugin.path]).code == 0)
        return plugin
    }
}
