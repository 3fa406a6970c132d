import PluginDefinition
import PluginHost
import PluginIntegrity
import TestSupport
import Testing

@testable import PluginEngine

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct PluginLoaderTests {
    @Test func loadsASealedPlugin() throws {
        let plugin = try SamplePlugin.native(rest: "icon: star")
        try PluginSealer.seal(directory: plugin.path)
        let loaded = try PluginLoader().load(directory: plugin.path)
        #expect(loaded.isSealed)
        #expect(loaded.directory == plugin.path)
        #expect(loaded.definition.id.rawValue == "sample")
        #expect(loaded.verification?.files.map(\.path) == ["bin/plugin", "plugin.yaml"])
        #expect(loaded.launch?.name == "sample")
        #expect(loaded.verifyDuration > .zero)
    }

    @Test func keepsTheRemarksOfTheReader() throws {
        let plugin = try SamplePlugin(definition: "id: sample\nname: Sample\nversion: 1.0.0\nunheard_of: 1\n")
        let loaded = try PluginLoader(allowsUnsealed: true).load(directory: plugin.path)
        #expect(loaded.diagnostics.contains { $0.severity == .warning && $0.message.contains("unheard_of") })
    }

    @Test(arguments: ["", "/nowhere"])
    func refusesAFolderWithoutADefinition(suffix: String) throws {
        let folder = try TemporaryFolder()
        let directory = folder.path + suffix
        let error = try expectError(.notFound) { try PluginLoader().load(directory: directory) }
        #expect(error.message.contains("\(directory)/plugin.yaml"))
        #expect((error.cause as? PluginDefinitionError)?.code == .notFound)
    }

    @Test func reportsEveryErrorOfTheDefinition() throws {
        let plugin = try SamplePlugin(definition: SamplePlugin.head + "capabilities: [exce]\nlicens: MIT\n")
        let error = try expectError(.invalidDefinition) { try PluginLoader().load(directory: plugin.path) }
        #expect(error.diagnostics.map(\.line).sorted() == [5, 6])
        let summary = "the definition in \(plugin.path) has errors, the first in line 5, column 16: unknown"
        #expect(error.message.hasPrefix(summary))
        #expect("\(error)".contains("did you mean `exec`"))
        #expect("\(error)".contains("did you mean `license`"))
    }

    @Test func refusesAPluginWithoutAManifestUnlessAskedFor() throws {
        let plugin = try SamplePlugin.native()
        let error = try expectError(.unsealed) { try PluginLoader().load(directory: plugin.path) }
        #expect(error.message.contains("omniview plugin seal \(plugin.path)"))
        #expect(error.message.contains("--unsealed"))
        let loaded = try PluginLoader(allowsUnsealed: true).load(directory: plugin.path)
        #expect(!loaded.isSealed)
        #expect(loaded.launch?.command.executionPath == nil)
        #expect(loaded.launch?.command.program == plugin.file("bin/plugin"))
    }

    @Test(arguments: ["altered", "missing", "unlisted", "mode"])
    func refusesFilesThatAreNotAsSealed(how: String) throws {
        let plugin = try SamplePlugin.native()
        try plugin.write("one", to: "assets/a.js")
        try PluginSealer.seal(directory: plugin.path)
        switch how {
        case "altered": try plugin.write("two", to: "assets/a.js")
        case "missing": try plugin.remove("assets/a.js")
        case "unlisted": try plugin.write("one", to: "assets/b.js")
        default: try plugin.write("one", to: "assets/a.js", mode: 0o755)
        }
        // Asking for unsealed plugins must not let one in that is sealed and altered.
        for allowsUnsealed in [false, true] {
            let error = try expectError(.notIntact) {
                try PluginLoader(allowsUnsealed: allowsUnsealed).load(directory: plugin.path)
            }
            #expect(error.report?.problems.count == 1)
            #expect("\(error)".contains(how == "unlisted" ? "assets/b.js" : "assets/a.js"))
        }
    }

    @Test func refusesAManifestThatCannotBeRead() throws {
        let plugin = try SamplePlugin.native()
        try plugin.write("{", to: "MANIFEST.json")
        let error = try expectError(.notIntact) { try PluginLoader(allowsUnsealed: true).load(directory: plugin.path) }
        #expect((error.cause as? IntegrityError)?.code == .malformedManifest)
    }

    @Test func refusesADefinitionThatChangedSinceItWasRead() throws {
        let plugin = try SamplePlugin.native()
        let read = try #require(try DefinitionReader.read(directory: plugin.path).definition)
        // Somebody changes the definition and seals again between the two steps: all files are intact then.
        try plugin.write(SamplePlugin.head + "backend:\n  tls: off\n", to: "plugin.yaml")
        try PluginSealer.seal(directory: plugin.path)
        let error = try expectError(.notIntact) {
            try PluginLoader().verify(plugin.path, definition: read, command: read.backend?.command.line(for: .linux))
        }
        #expect((error.cause as? IntegrityError)?.code == .changedWhileReading)
        #expect(error.message.contains("changed while it was read"))
    }
}

extension Platform {
    /// The platform that the tests of commands name.
    static let linux = Platform(.linux, .x86_64)
}
