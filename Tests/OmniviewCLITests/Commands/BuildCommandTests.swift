import TestSupport
import Testing

/// Views bundled by the real command with the real bundler.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct BuildCommandTests {
    private func plugin(_ files: [String: String], ui: String = "ui: {views: [{id: main, title: M}]}\n") throws
        -> TemporaryFolder
    {
        let folder = try TemporaryFolder()
        try folder.write("schema_version: 2\nid: a\nversion: 1.0.0\ncapabilities: [ui]\n" + ui, to: "plugin.yaml")
        for (path, text) in files { try folder.write(text, to: path) }
        return folder
    }

    private static let sources = [
        "ui/src/entry.tsx": """
        import { views } from "@omniview/plugin";
        import { words } from "./words";
        import "./entry.css";
        function Main(): JSX.Element { return <p>{words}</p>; }
        export const mount = views(Main);
        """,
        "ui/src/words.ts": "export const words: string = 'many words';\n",
        "ui/src/entry.css": "p { color: red }\n",
        "ui/src/other/card.js": "export const mount = () => () => {};\n",
        "assets/logo.svg": "<svg/>",
    ]

    @Test func sourcesBecomeTheScriptsThatTheDefinitionNames() async throws {
        let folder = try plugin(
            Self.sources,
            ui: "ui: {views: [{id: main, title: M}, {id: card, title: C, entry: other/card.js}]}\n"
        )
        let run = try await Omniview.run(["plugin", "build", folder.path, "--json"])
        #expect(run.code == 0, "\(run.error)")
        #expect(
            try run.object()["scripts"]?.array?.compactMap(\.string) == ["assets/entry.js", "assets/other/card.js"]
        )
        let script = try String(decoding: readFile("\(folder.path)/assets/entry.js"), as: UTF8.self)
        #expect(script.contains("many words"))
        // What all views share is not bundled, and taken by its name.
        #expect(script.contains(#"from"react/jsx-runtime""#) && script.contains(#"from"@omniview/plugin""#))
        #expect(try !readFile("\(folder.path)/assets/entry.css").isEmpty)
        #expect(try !readFile("\(folder.path)/assets/other/card.js").isEmpty)
        #expect(try readFile("\(folder.path)/assets/logo.svg") == Array("<svg/>".utf8))
    }

    /// What the bundler makes and the definition names must be the same file.
    @Test func aScriptOfAnotherEndingIsRefused() async throws {
        let folder = try plugin(
            Self.sources,
            ui: "ui: {views: [{id: card, title: C, entry: other/card.mjs}]}\n"
        )
        let run = try await Omniview.run(["plugin", "build", folder.path])
        #expect(run.code == 65)
        #expect(run.error.contains("other/card.mjs"))
    }

    @Test func aFaultInASourceIsShownWithItsPlace() async throws {
        let folder = try plugin(["ui/src/entry.ts": "export const mount = (;\n"])
        let run = try await Omniview.run(["plugin", "build", folder.path])
        #expect(run.code == 65)
        #expect(run.error.contains("ui/src/entry.ts:1:22"))
        #expect(!folder.entries.contains("assets"))
    }

    @Test func aMissingSourceIsNamed() async throws {
        let folder = try plugin(["ui/src/main.tsx": "export {}\n"])
        let run = try await Omniview.run(["plugin", "build", folder.path])
        #expect(run.code == 65)
        #expect(run.error.contains("ui/src/entry.tsx"))
        let bare = try plugin([:])
        let none = try await Omniview.run(["plugin", "build", bare.path])
        #expect(none.code == 65)
        #expect(none.error.contains("ui/src"))
    }
}
