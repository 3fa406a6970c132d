import EngineAPI
import FakeEngineSupport
import PluginIntegrity
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The verbs that change which plugins are installed, without an engine and past one.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct InstallVerbTests {
    private static func plugin(_ version: String, rest: String = "") throws -> SamplePlugin {
        let plugin = try SamplePlugin(
            definition: "schema_version: 2\nid: sample\nversion: \(version)\nname: Sample\n"
                + "backend:\n  cookie: {key: INTEROP_PLUGIN, value: hello}\n\(rest)"
        )
        try plugin.write("#!/bin/sh\n", to: "bin/plugin", mode: 0o755)
        return plugin
    }

    private static func target(_ state: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: "\(state)/plugins/sample")
    }

    /// The versions in the store.
    private static func stored(_ state: String) -> [String] {
        TemporaryFolder.entries(of: "\(state)/store").filter { $0.utf8.count == 64 }
    }

    // MARK: - Without an engine

    @Test func aPluginIsInstalledUpgradedRolledBackAndRemoved() async throws {
        let folder = try TemporaryFolder()
        let state = "\(folder.path)/state"
        func run(_ words: String...) async throws -> Omniview.Run {
            try await Omniview.run(["plugin"] + words + ["--state", state])
        }
        let (first, second) = (try Self.plugin("1.0.0"), try Self.plugin("2.0.0"))
        try PluginSealer.seal(directory: second.path)

        let install = try await run("install", first.path)
        #expect(install.code == 0, "\(install.error)")
        #expect(install.text == "installed sample 1.0.0, sealed as it came\n")
        let again = try await run("install", first.path)
        #expect(again.text == "unchanged sample 1.0.0, sealed as it came\n")
        let before = Self.target(state)

        let upgrade = try await run("upgrade", second.path)
        #expect(upgrade.text == "upgraded sample from 1.0.0 to 2.0.0\n", "\(upgrade.error)")
        #expect(Self.target(state) != before)

        let older = try await run("upgrade", first.path)
        #expect(older.text == "replaced sample 2.0.0 with 1.0.0, sealed as it came\n", "\(older.error)")
        #expect(try await run("upgrade", second.path).code == 0)

        let rollback = try await run("rollback", "sample")
        #expect(rollback.text == "rolled back sample to 1.0.0\n", "\(rollback.error)")
        #expect(Self.target(state) == before)

        let remove = try await run("remove", "sample")
        #expect(remove.text == "removed sample; its data stays\n", "\(remove.error)")
        #expect(Self.target(state) == nil)
        #expect(Self.stored(state).count == 2)
        #expect(try await run("remove", "sample", "--purge").code == 0)
        #expect(Self.stored(state) == [])
    }

    @Test func theJSONSaysTheDigests() async throws {
        let folder = try TemporaryFolder()
        func run(_ words: String...) async throws -> [String: JSONValue] {
            try await Omniview.run(["plugin"] + words + ["--state", folder.path, "--json"]).object()
        }
        let (old, new) = (try Self.plugin("1.0.0"), try Self.plugin("2.0.0"))
        let first = try await run("install", old.path)
        #expect(
            first.keys.sorted() == ["digest", "moved_aside", "phase", "plugin", "previous", "sealed_by", "version"]
        )
        #expect(first["previous"] == .null)
        #expect(first["sealed_by"] == .string("installer"))
        #expect(first["digest"]?.string?.hasPrefix("sha256:") == true)
        let second = try await run("upgrade", new.path)
        #expect(second["version"] == .string("2.0.0"))
        #expect(
            second["previous"]?.object == ["version": .string("1.0.0"), "digest": try #require(first["digest"])]
        )
        let back = try await run("rollback", "sample")
        #expect(
            back == [
                "plugin": .string("sample"), "version": .string("1.0.0"), "digest": try #require(first["digest"]),
                "phase": .null,
            ]
        )
        let removed = try await run("remove", "sample")
        #expect(removed == ["removed": .string("sample"), "purged": .bool(false)])
    }

    /// The words, the exit code, and the code of the failure.
    static let refused: [(words: [String], exit: Int32, code: String)] = [
        (["upgrade", "PLUGIN"], 65, "not-found"),
        (["rollback", "sample"], 65, "not-found"),
        (["remove", "sample"], 65, "not-found"),
        (["remove", "No Id"], 65, "not-found"),
        (["install", "/nowhere/at/all"], 65, "not-found"),
        (["install", "ALTERED"], 77, "not-intact"),
    ]

    @Test(arguments: refused)
    func whatCannotBeDoneChangesNothing(words: [String], exit: Int32, code: String) async throws {
        let folder = try TemporaryFolder()
        let (plugin, altered) = (try Self.plugin("1.0.0"), try Self.plugin("1.0.0"))
        try PluginSealer.seal(directory: altered.path)
        try altered.write("#!/bin/sh\nexit 1\n", to: "bin/plugin", mode: 0o755)
        let filled = words.map { $0 == "PLUGIN" ? plugin.path : $0 == "ALTERED" ? altered.path : $0 }
        let run = try await Omniview.run(["plugin"] + filled + ["--state", folder.path, "--json"])
        #expect(run.code == exit)
        #expect(try run.failure().code == code)
        #expect(Self.stored(folder.path) == [])
    }

    @Test(arguments: [["install", "PLUGIN"], ["upgrade", "PLUGIN"], ["rollback", "sample"], ["remove", "sample"]])
    func anEngineThatIsNotReachedIsNotWorkedAround(words: [String]) async throws {
        let folder = try TemporaryFolder()
        let lock = try HeldLock(of: folder.path)
        let plugin = try Self.plugin("1.0.0")
        let filled = words.map { $0 == "PLUGIN" ? plugin.path : $0 }
        let run = try await Omniview.run(["plugin"] + filled + ["--state", folder.path, "--json"])
        #expect(run.code == 69)
        #expect(try run.failure().code == "engine-not-reached")
        #expect(folder.entries == ["run"])
        lock.release()
    }

    @Test func thereMustBeAnotherVersionToGoBackTo() async throws {
        let folder = try TemporaryFolder()
        let plugin = try Self.plugin("1.0.0")
        let install = try await Omniview.run(["plugin", "install", plugin.path, "--state", folder.path])
        #expect(install.code == 0)
        let run = try await Omniview.run(["plugin", "rollback", "sample", "--state", folder.path])
        #expect(run.code == 65)
        #expect(run.error.contains("no other version"))
    }

    @Test func aFolderOfTheUsersOwnIsMovedAsideWhenAsked() async throws {
        let folder = try TemporaryFolder()
        try folder.write("mine", to: "plugins/sample/plugin.yaml")
        let plugin = try Self.plugin("1.0.0")
        let words = ["plugin", "install", plugin.path, "--state", folder.path]
        #expect(try await Omniview.run(words).code == 77)
        let run = try await Omniview.run(words + ["--replace-folder"])
        #expect(run.code == 0, "\(run.error)")
        #expect(run.text.contains("your own folder is now \(folder.path)/plugins/.replaced/sample-"), "\(run.text)")
    }

    @Test func aSignalLeavesNothingBehind() async throws {
        let folder = try TemporaryFolder()
        let plugin = try Self.plugin("1.0.0")
        let incoming = "\(folder.path)/state/store/.incoming"
        // A file without contents of half a gibibyte, which is still being copied when the signal comes.
        let script = try folder.script(
            """
            dd if=/dev/zero of="\(plugin.path)/large" bs=1048576 count=0 seek=512 2> /dev/null
            "\(try Products.executable("omniview"))" plugin install "\(plugin.path)" --state "\(folder.path)/state" &
            until [ -n "$(ls "\(incoming)" 2> /dev/null)" ]; do kill -0 $! || exit 1; sleep 0.01; done
            kill -TERM $!
            wait $!
            """
        )
        let stopped = try await run(script)
        #expect(stopped.exitCode == 69, "\(stopped.error)")
        #expect(stopped.error.contains("stopped before it was done"), "\(stopped.error)")
        #expect(TemporaryFolder.entries(of: incoming) == [])
        #expect(Self.stored("\(folder.path)/state") == [])
    }

    /// What is said of a plugin that needs another one.
    private static let missing =
        "which cannot run yet: it needs the plugin nope in version ^1, which is not installed; install it\n"

    @Test func whatIsMissingIsSaid() async throws {
        let folder = try TemporaryFolder()
        let plugin = try Self.plugin("1.0.0", rest: "dependencies: {nope: \"^1\"}\n")
        for verb in ["install", "upgrade"] {
            let run = try await Omniview.run(["plugin", verb, plugin.path, "--state", folder.path])
            #expect(run.code == 0, "\(run.error)")
            #expect(run.error.hasPrefix("warning: ") && run.error.hasSuffix(Self.missing), "\(run.error)")
            #expect(Self.target(folder.path) != nil)
        }
        let needed = try SamplePlugin(
            definition: "schema_version: 2\nid: nope\nversion: 1.2.0\nname: Nope\n"
                + "backend:\n  cookie: {key: INTEROP_PLUGIN, value: hello}\n"
        )
        try needed.write("#!/bin/sh\n", to: "bin/plugin", mode: 0o755)
        for path in [needed.path, plugin.path] {
            let run = try await Omniview.run(["plugin", "install", path, "--state", folder.path])
            #expect(run.error == "")
        }
    }

    @Test func whatIsMissingIsSaidPastAnEngineToo() async throws {
        try await withServingEngine { state in
            let plugin = try Self.plugin("1.0.0", rest: "dependencies: {nope: \"^1\"}\n")
            let run = try await Omniview.run(["plugin", "install", plugin.path, "--state", state])
            #expect(run.code == 0, "\(run.error)")
            #expect(run.text.hasPrefix("installed sample 1.0.0, sealed as it came\nsample is failed: "), "\(run.text)")
            #expect(run.error.hasSuffix("installed sample 1.0.0, \(Self.missing)"), "\(run.error)")
            #expect(Self.target(state) != nil)
        }
    }

    @Test func whatTheReaderRemarksIsShown() async throws {
        let folder = try TemporaryFolder()
        let plugin = try SamplePlugin(
            definition: "id: sample\nname: Sample\nversion: 1.0.0\ncapabilities: [exec]\nunheard_of: 1\n"
        )
        try plugin.write("#!/bin/sh\n", to: "bin/plugin", mode: 0o755)
        let run = try await Omniview.run(["plugin", "install", plugin.path, "--state", folder.path])
        #expect(run.code == 0, "\(run.error)")
        #expect(run.error.contains("warning: ") && run.error.contains("unheard_of"), "\(run.error)")
    }

    // MARK: - Past an engine

    private static var engine: FakeScenario {
        var scenario = FakeScenario()
        scenario.activatesAnything = true
        return scenario
    }

    @Test(arguments: ["install", "upgrade"]) func theEngineSwitches(verb: String) async throws {
        try await withEngine(Self.engine) { engine in
            if verb == "upgrade" { try Self.link(engine.state) }
            let before = Self.target(engine.state)
            let plugin = try Self.plugin("2.0.0")
            let run = try await engine.run("plugin", verb, plugin.path, "--json")
            #expect(run.code == 0, "\(run.error)")
            let digest = try #require(run.object()["digest"]?.string)
            #expect(engine.service.performed == ["activate(digest: \"\(digest)\") sample"])
            // The version is there, and the name leads where it led.
            #expect(Self.stored(engine.state).contains(String(digest.dropFirst("sha256:".count))))
            #expect(Self.target(engine.state) == before)
            #expect(try run.object()["phase"] == .string("running"))
            let text = try await engine.run("plugin", verb, plugin.path)
            #expect(text.text.hasSuffix("sample is running: A view needs it.\n"), "\(text.text)")
        }
    }

    /// Makes a version the active one, as an engine before did.
    private static func link(_ state: String) throws {
        let digest = String(repeating: "0", count: 64)
        try FileManager.default.createDirectory(atPath: "\(state)/plugins", withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: "\(state)/store/\(digest)", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(state)/plugins/sample",
            withDestinationPath: "../store/\(digest)"
        )
    }

    @Test func theEnginesNoCounts() async throws {
        var scenario = Self.engine
        scenario.failure = Problem(.pluginFailed, detail: "the new version does not start; 1.0.0 goes on")
        try await withEngine(scenario) { engine in
            let plugin = try Self.plugin("2.0.0")
            let run = try await engine.run("plugin", "install", plugin.path)
            #expect(run.code == 69)
            #expect(run.error == "error: the new version does not start; 1.0.0 goes on\n")
            #expect(Self.target(engine.state) == nil)
        }
    }

    @Test func whatIsNoPluginDoesNotReachTheEngine() async throws {
        try await withEngine(Self.engine) { engine in
            #expect(try await engine.run("plugin", "install", "/nowhere/at/all").code == 65)
            let plugin = try Self.plugin("1.0.0")
            let upgrade = try await engine.run("plugin", "upgrade", plugin.path)
            #expect(upgrade.code == 65)
            #expect(upgrade.error.contains("not installed, so there is nothing to upgrade"))
            let replace = try await engine.run("plugin", "install", plugin.path, "--replace-folder")
            #expect(replace.code == 69)
            #expect(replace.error.contains("omniview shutdown"))
            #expect(engine.service.performed == [])
        }
    }

    @Test func theEngineRollsBackAndRemoves() async throws {
        try await withEngine { engine in
            let rollback = try await engine.run("plugin", "rollback", "hello")
            #expect(rollback.text == "rolled back hello to 1.0.0\nhello is running: A view needs it.\n")
            let remove = try await engine.run("plugin", "remove", "hello")
            #expect(remove.text == "removed hello; its data stays\n")
            let purge = try await engine.run("plugin", "remove", "hello", "--purge", "--json")
            #expect(try purge.object() == ["removed": .string("hello"), "purged": .bool(true)])
            #expect(engine.service.performed == ["rollback hello", "remove hello", "remove hello"])
            for verb in ["rollback", "remove"] {
                let unknown = try await engine.run("plugin", verb, "helo")
                #expect(unknown.code == 65)
                #expect(unknown.error == "error: there is no plugin helo; did you mean hello?\n")
            }
        }
    }
}
