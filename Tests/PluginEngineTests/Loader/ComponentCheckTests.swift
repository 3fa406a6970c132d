import PluginEngine
import PluginIntegrity
import TestSupport
import Testing

@Suite(.startsProcesses, .timeLimit(.minutes(10)))
struct ComponentCheckTests {
    private static let page = """
        capabilities: [ui]
        ui:
          entry: main.js
          views:
            - {id: list, title: List, entry: views/list.js}
        """

    /// What is missing, and how the message names it.
    private static let missing: [(files: [String], named: String)] = [
        (["assets/views/list.js"], "assets/main.js"),
        (["assets/main.js"], "assets/views/list.js"),
        ([], "assets/main.js"),
    ]

    @Test(arguments: missing, [true, false])
    func refusesAPageWithoutItsScripts(case row: (files: [String], named: String), isSealed: Bool) throws {
        let plugin = try SamplePlugin(definition: SamplePlugin.head + Self.page)
        for file in row.files { try plugin.write("export {}", to: file) }
        let error = try expectError(.invalidComponent) { try load(plugin, isSealed: isSealed) }
        #expect(error.message.contains(row.named))
        #expect(error.message.contains("sample"))
    }

    @Test(arguments: [true, false])
    func takesAPageWithItsScripts(isSealed: Bool) throws {
        let plugin = try SamplePlugin(definition: SamplePlugin.head + Self.page)
        try plugin.write("export {}", to: "assets/main.js")
        try plugin.write("export {}", to: "assets/views/list.js")
        let loaded = try load(plugin, isSealed: isSealed)
        #expect(loaded.launch == nil, "a page alone has no backend to start")
    }

    @Test(arguments: [true, false])
    func refusesAMissingProgram(isSealed: Bool) throws {
        let plugin = try SamplePlugin()
        let error = try expectError(.invalidComponent) { try load(plugin, isSealed: isSealed) }
        #expect(error.message.contains("bin/plugin"))
    }

    @Test(arguments: [true, false])
    func refusesAProgramThatNobodyMayExecute(isSealed: Bool) throws {
        let plugin = try SamplePlugin()
        try plugin.write("#!/bin/sh\n", to: "bin/plugin", mode: 0o644)
        let error = try expectError(.invalidComponent) { try load(plugin, isSealed: isSealed) }
        #expect(error.message.contains("chmod +x"))
    }

    @Test func refusesAFolderAsProgram() throws {
        let plugin = try SamplePlugin()
        try plugin.write("", to: "bin/plugin/file")
        try expectError(.invalidComponent) { try load(plugin, isSealed: false) }
    }

    private func load(_ plugin: SamplePlugin, isSealed: Bool) throws -> LoadedPlugin {
        if isSealed { try PluginSealer.seal(directory: plugin.path) }
        return try PluginLoader(allowsUnsealed: !isSealed).load(directory: plugin.path)
    }
}
