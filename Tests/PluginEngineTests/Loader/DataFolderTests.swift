import PluginDefinition
import TestSupport
import Testing

@testable import PluginEngine

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif

/// The folder in `data/` that a backend is told of, and the home of those that expect Omniview's.
@Suite struct DataFolderTests {
    private let folder: TemporaryFolder
    private let state: StateFolders

    init() throws {
        folder = try TemporaryFolder()
        state = try StateFolders("\(folder.path)/state")
    }

    private func variables(
        schemaVersion: Int = 1,
        home: String? = nil,
        in directory: String = "/versions/one"
    ) throws -> [String: String] {
        var data = DataFolder(state: state, plugin: sampleID)
        data.userHome = home
        return try data.variables(for: PluginDefinition(id: sampleID, schemaVersion: schemaVersion), in: directory)
    }

    private var data: String { "\(state.path)/data/sample" }

    private func target(_ path: String) -> String? {
        try? FileManager.default.destinationOfSymbolicLink(atPath: path)
    }

    @Test func aBackendLearnsItsIdAndAFolderOfItsOwn() throws {
        let variables = try variables(schemaVersion: 2)
        #expect(variables == ["OMNIVIEW_PLUGIN_ID": "sample", "OMNIVIEW_DATA_DIR": data])
        let attributes = try FileManager.default.attributesOfItem(atPath: data)
        #expect(attributes[.posixPermissions] as? Int == 0o700)
        #expect(TemporaryFolder.entries(of: data).isEmpty)
        // What it has written is there at its next start.
        try folder.write("precious", to: "state/data/sample/notes")
        #expect(try self.variables(schemaVersion: 2) == variables)
        #expect(try readFile("\(data)/notes") == Array("precious".utf8))
    }

    @Test func aBackendOfOmniviewsKeepsTheUsersHomeWhenThatLeadsToTheStateFolder() throws {
        try FileManager.default.createDirectory(atPath: "\(folder.path)/me", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(folder.path)/me/.omniview",
            withDestinationPath: state.path
        )
        #expect(try variables(home: "\(folder.path)/me")["HOME"] == nil)
        #expect(TemporaryFolder.entries(of: data).isEmpty)
    }

    @Test(arguments: [nil, "/nowhere", "/"] as [String?])
    func elseItHasAHomeWhereItsDefinitionIs(home: String?) throws {
        let own = try #require(try variables(home: home)["HOME"])
        #expect(own == "\(data)/home")
        #expect(target("\(own)/.omniview/plugins/sample") == "/versions/one")
        #expect(TemporaryFolder.entries(of: "\(own)/.omniview/plugins") == ["sample"])
    }

    @Test func theHomeLeadsToTheVersionThatIsStarted() throws {
        let home = try #require(try variables(in: "/versions/one")["HOME"])
        try folder.write("precious", to: "state/data/sample/home/.cache/notes")
        // What a killed engine has left half done.
        try FileManager.default.createSymbolicLink(
            atPath: "\(home)/.omniview/plugins/.sample",
            withDestinationPath: "/versions/none"
        )
        #expect(try variables(in: "/versions/two")["HOME"] == home)
        #expect(target("\(home)/.omniview/plugins/sample") == "/versions/two")
        #expect(TemporaryFolder.entries(of: "\(home)/.omniview/plugins") == ["sample"])
        #expect(try readFile("\(home)/.cache/notes") == Array("precious".utf8))
    }

    /// The plugin can write there, and could lead the engine to write elsewhere.
    @Test(arguments: ["home", "home/.omniview", "home/.omniview/plugins"])
    func aLinkInPlaceOfAFolderIsNotFollowed(place: String) throws {
        _ = try variables()
        try FileManager.default.removeItem(atPath: "\(data)/\(place)")
        try FileManager.default.createDirectory(atPath: "\(folder.path)/other", withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(
            atPath: "\(data)/\(place)",
            withDestinationPath: "\(folder.path)/other"
        )
        let error = try expectError(.storageFailed) { try variables() }
        #expect(error.message.contains("\(data)/\(place)"))
        #expect(TemporaryFolder.entries(of: "\(folder.path)/other").isEmpty)
    }
}
