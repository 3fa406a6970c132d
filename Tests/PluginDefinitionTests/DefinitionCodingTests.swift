import Foundation
import PluginDefinition
import Testing

/// The JSON form of a definition, which the page and the command line show.
@Suite struct DefinitionCodingTests {
    @Test(arguments: Corpus.valid)
    func readsBack(_ file: Corpus.File) throws {
        let definition = try DefinitionReader.read(bytes: file.bytes, file: file.name).require()
        let data = try JSONEncoder().encode(definition)
        #expect(try JSONDecoder().decode(PluginDefinition.self, from: data) == definition)
    }

    @Test func keysAreThoseOfTheFile() throws {
        let file = try #require(Corpus.valid.first { $0.name == "valid/v2-everything.yaml" })
        let definition = try DefinitionReader.read(bytes: file.bytes, file: file.name).require()
        let json = try JSONValue(json: String(decoding: JSONEncoder().encode(definition), as: UTF8.self))
        #expect(
            json.members.keys.sorted() == [
                "activation", "author", "backend", "capabilities", "category", "components", "dependencies",
                "description",
                "engine", "icon", "icon_url", "id", "license", "limits", "maintainers", "name", "optional_permissions",
                "permissions", "repository", "schema_version", "sdk_protocol_version", "tags", "theme", "ui", "version",
                "website",
            ]
        )
        #expect(json["version"] == .string("1.4.0-rc.1+build.7"))
        #expect(json["backend"]?["start_timeout"] == .string("90s"))
        #expect(json["backend"]?["app_protocols"] == .array([.number(1), .number(2), .number(5)]))
        #expect(json["backend"]?["command"]?["windows"] == .array([.string("node"), .string("main.js")]))
        #expect(json["limits"]?["memory"] == .string("512Mi"))
        #expect(json["theme"]?["colors"]?["primary"] == .string("#123"))
        #expect(
            json["dependencies"]
                == .array([
                    .object(["id": .string("kubernetes"), "version": .string("^1.2")]),
                    .object(["id": .string("zeta"), "version": .string(">=1.0 <2 || 3.x")]),
                    .object(["id": .string("alpha"), "version": .string("*")]),
                ])
        )
    }

    @Test(arguments: [
        #"{"id": "../a"}"#, #"{"id": 1}"#, "[]",
    ])
    func aBadIDIsNotDecoded(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Dependency.self, from: Data(json.utf8))
        }
    }

    @Test(arguments: ["[]", "{}", #"{"plan9": ["x"]}"#, "1"])
    func aBadCommandIsNotDecoded(json: String) {
        #expect(throws: DecodingError.self) {
            try JSONDecoder().decode(Command.self, from: Data(json.utf8))
        }
    }

    @Test func diagnosticsAreCoded() throws {
        let diagnostics = readVersion2("nmae: a\n").diagnostics
        let data = try JSONEncoder().encode(diagnostics)
        #expect(try JSONDecoder().decode([Diagnostic].self, from: data) == diagnostics)
        #expect(String(decoding: data, as: UTF8.self).contains(#""code":"unknown-key""#))
    }
}
