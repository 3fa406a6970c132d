import PluginEngine
import PluginHost
import PluginIntegrity
import TestSupport
import Testing

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// What runs is what was verified, whatever happens to the files after that.
@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct VerifiedStartTests {
    @Test(.conforms(to: 19)) func aNativeExecutableThatIsSwappedRunsAsVerified() async throws {
        let plugin = try SamplePlugin.native()
        let loaded = try sealAndLoad(plugin)
        let launch = try #require(loaded.launch)
        let health = try await loaded.withVerifiedFiles {
            // The last moment: from here on only the descriptor counts.
            try swap(plugin)
            return try await PluginHost.withPlugin(launch, logger: RecordingLog().logger()) {
                try await $0.health()
            }.result
        }
        #expect(health == "SERVING")
    }

    @Test func aNativeExecutableThatWasSwappedBeforeIsNotStarted() async throws {
        let plugin = try SamplePlugin.native()
        let loaded = try sealAndLoad(plugin)
        try swap(plugin)
        try await expectChanged(loaded)
    }

    @Test(.conforms(to: 19), arguments: ["", "  command: [sh, bin/plugin]"])
    func aScriptThatWasSwappedRunsAsVerified(backend: String) async throws {
        let plugin = try SamplePlugin.script(#"echo "[INFO] runs in $PWD" >&2"#, backend: backend)
        let loaded = try sealAndLoad(plugin)
        try swap(plugin)
        let log = RecordingLog()
        #expect(try await start(loaded, log) == "SERVING")
        let copy = try #require(loaded.launch?.command.workingDirectory)
        #expect(log.entries.contains { $0.message.hasSuffix("runs in \(copy)") }, "\(log.entries)")
    }

    @Test func anInterpreterOfAnotherLanguageRunsFromTheCopy() async throws {
        let plugin = try SamplePlugin(backend: "  command: [node, bin/plugin.js]")
        for name in ["plugin.js", "grpc.js", "protobuf.js", "certificate.js"] {
            try plugin.install("\(Products.root)/Interop/node/\(name)", as: "bin/\(name)")
        }
        let loaded = try sealAndLoad(plugin)
        try plugin.remove("bin/protobuf.js")
        #expect(try await start(loaded) == "SERVING")
    }

    @Test func anExecutableThatWasWrittenToIsNotStarted() async throws {
        let plugin = try SamplePlugin.native()
        let loaded = try sealAndLoad(plugin)
        // In place: the same file, which the loader has open.
        let bytes = try readFile(plugin.file("bin/plugin"))
        try Data(bytes + [0]).write(to: URL(filePath: plugin.file("bin/plugin")), options: [])
        try await expectChanged(loaded)
    }

    @Test func aPluginWithoutAManifestRunsFromItsFolder() async throws {
        let plugin = try SamplePlugin.script(#"echo "[INFO] runs in $PWD" >&2"#)
        let loaded = try PluginLoader(allowsUnsealed: true).load(directory: plugin.path)
        let log = RecordingLog()
        #expect(try await start(loaded, log) == "SERVING")
        #expect(log.entries.contains { $0.message.hasSuffix("runs in \(plugin.path)") }, "\(log.entries)")
    }

    @Test func theEnvironmentIsWhatTheDefinitionNames() async throws {
        let plugin = try SamplePlugin.script(
            #"echo "[INFO] $GIVEN,${PATH:+path},${HOME:-no home}" >&2"#,
            backend: "  env: {pass: [PATH], set: {GIVEN: value}}"
        )
        let log = RecordingLog()
        #expect(try await start(sealAndLoad(plugin), log) == "SERVING")
        #expect(log.entries.contains { $0.message.hasSuffix("value,path,no home") }, "\(log.entries)")
    }

    private func expectChanged(_ loaded: LoadedPlugin) async throws {
        let error = try #require(await #expect(throws: PluginEngineError.self) { try await start(loaded) })
        #expect(error.code == .notIntact)
        #expect(error.message.contains("changed after it was verified"))
    }

    /// Puts a program in the place of the plugin's own that would fail at once.
    private func swap(_ plugin: SamplePlugin) throws {
        try plugin.replace("bin/plugin", by: plugin.writeBeside("#!/bin/sh\nexit 3\n", to: "evil", mode: 0o755))
    }

    private func sealAndLoad(_ plugin: SamplePlugin) throws -> LoadedPlugin {
        try PluginSealer.seal(directory: plugin.path)
        return try PluginLoader().load(directory: plugin.path)
    }

    /// Starts the backend, and returns its health.
    private func start(_ loaded: LoadedPlugin, _ log: RecordingLog = RecordingLog()) async throws -> String {
        let launch = try #require(loaded.launch)
        return try await loaded.withVerifiedFiles {
            try await PluginHost.withPlugin(launch, logger: log.logger()) { try await $0.health() }.result
        }
    }
}
