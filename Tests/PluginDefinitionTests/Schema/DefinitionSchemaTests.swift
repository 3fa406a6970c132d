import Foundation
import Testing

@testable import PluginDefinition

@Suite struct DefinitionSchemaTests {
    @Test func theFileIsTheText() throws {
        let url = Corpus.packageFolder.appendingPathComponent("Sources/PluginDefinition/Schema/plugin.schema.json")
        let file = try String(contentsOf: url, encoding: .utf8)
        #expect(file == DefinitionSchema.json)
    }

    @Test func itIsJSONOfTheDraftItNames() throws {
        let schema = try JSONValue(json: DefinitionSchema.json)
        #expect(schema["$schema"] == .string("https://json-schema.org/draft/2020-12/schema"))
    }

    /// Everything that the schema can reach is used, so that no definition in it is dead.
    @Test func everyDefinitionIsReferenced() throws {
        let schema = try JSONValue(json: DefinitionSchema.json)
        for name in try #require(schema["$defs"]).members.keys {
            #expect(DefinitionSchema.json.contains(##""#/$defs/\##(name)""##), "nothing refers to \(name)")
        }
    }

    @Test(arguments: [
        ("version2", [], DefinitionKeys.version2),
        ("legacy", [], DefinitionKeys.legacy),
        ("person", [], DefinitionKeys.person),
        ("version2", ["theme"], DefinitionKeys.theme),
        ("version2", ["theme", "colors"], DefinitionKeys.colors),
        ("version2", ["components"], DefinitionKeys.components),
        ("version2", ["components", "resource", "items"], DefinitionKeys.component),
        ("backend", [], DefinitionKeys.backend),
        ("backend", ["cookie"], DefinitionKeys.cookie),
        ("backend", ["env"], DefinitionKeys.environment),
        ("ui", [], DefinitionKeys.ui),
        ("ui", ["views", "items"], DefinitionKeys.view),
        ("ui", ["contributions", "items"], DefinitionKeys.contribution),
        ("ui", ["extension_points", "items"], DefinitionKeys.extensionPoint),
        ("permissions", [], DefinitionKeys.permissions),
        ("permissions", ["filesystem", "items"], DefinitionKeys.filesystem),
        ("permissions", ["network", "items"], DefinitionKeys.network),
        ("permissions", ["exec", "items"], DefinitionKeys.exec),
        ("limits", [], DefinitionKeys.limits),
    ])
    func keysAreThoseOfTheReader(definition: String, way: [String], keys: [String]) throws {
        var part = try #require(try JSONValue(json: DefinitionSchema.json)["$defs"]?[definition])
        for step in way { part = try #require(step == "items" ? part["items"] : part["properties"]?[step]) }
        #expect(try #require(part["properties"]).members.keys.sorted() == keys.sorted())
    }

    @Test func wordsAreThoseOfTheValues() throws {
        let definitions = try #require(try JSONValue(json: DefinitionSchema.json)["$defs"])
        let capabilities = definitions["version2"]?["properties"]?["capabilities"]?["items"]?["enum"]
        #expect(capabilities == .array(Capability.allCases.map { .string($0.rawValue) }))
        let tls = definitions["backend"]?["properties"]?["tls"]?["enum"]
        #expect(tls == .array(TLSRequirement.allCases.map { .string($0.rawValue) } + [.boolean(false)]))
        let clipboard = definitions["permissions"]?["properties"]?["clipboard"]?["enum"]
        #expect(clipboard == .array(Permissions.Clipboard.allCases.map { .string($0.rawValue) }))
    }
}
