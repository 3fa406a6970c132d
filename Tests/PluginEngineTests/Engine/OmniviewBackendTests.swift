import EngineAPI
import PluginDefinition
import TestSupport
import Testing

@testable import PluginEngine

/// Backends that are built with Omniview's own SDK: their definitions have its format, and before they serve they read
/// `$HOME/.omniview/plugins/<id>/plugin.yaml`, and end when it is not there.
@Suite(.startsProcesses, .timeLimit(.minutes(10))) struct OmniviewBackendTests {
    /// Installs a plugin whose backend begins as that SDK does, and wants its own version to be read.
    private static func install(
        _ version: String = "1.0.0",
        becoming program: String? = nil,
        in fixture: EngineFixture
    ) throws -> String {
        let source = "made/hello-\(version)"
        try fixture.folder.write(
            "id: hello\nversion: \(version)\nname: Hello\ncapabilities: [resource]\n",
            to: "\(source)/plugin.yaml"
        )
        try fixture.folder.write(
            """
            #!/bin/sh
            definition=$HOME/.omniview/plugins/$OMNIVIEW_PLUGIN_ID/plugin.yaml
            [ "$OMNIVIEW" = hello ] || exit 6
            grep -q 'version: \(version)' "$definition" || exit 7
            [ -n "$PATH" ] || exit 8
            echo \(version) >> "$OMNIVIEW_DATA_DIR/started" || exit 9
            export \(EngineFixture.mark)=\(fixture.folder.path)
            export INTEROP_PLUGIN=hello
            exec \(try program ?? Products.executable("hello"))

            """,
            to: "\(source)/bin/plugin",
            mode: 0o755
        )
        let installer = try PluginInstaller(stateDirectory: fixture.state)
        return try installer.install(from: "\(fixture.folder.path)/\(source)").installed.digest
    }

    @Test func itFindsItsDefinitionAndItsData() async throws {
        let fixture = try EngineFixture()
        _ = try Self.install(in: fixture)
        try await fixture.run { engine in
            try await engine.call("hello")
            let detail = try await engine.detail(of: "hello")
            #expect(detail.relaxations.map(\.code) == ["tls-optional", "environment-passed"])
            // It has no words for them, which is not the same as to ask for nothing.
            #expect(detail.permissions == .null && detail.optionalPermissions == .null)
        }
        #expect(try readFile("\(fixture.state)/data/hello/started") == Array("1.0.0\n".utf8))
    }

    @Test func aNewVersionFindsItsOwnDefinitionBesideTheOldOne() async throws {
        let fixture = try EngineFixture()
        let old = try Self.install(in: fixture)
        let new = try Self.install("2.0.0", in: fixture)
        try PluginInstaller(stateDirectory: fixture.state).activate(pluginID("hello"), digest: old)
        try await fixture.run { engine in
            try await engine.call("hello")
            try await engine.activate(new, "hello")
            try await engine.call("hello")
            #expect(try await engine.summary(of: "hello").version == "2.0.0")
            #expect(try await engine.crashes(of: "hello").isEmpty)
        }
        #expect(try readFile("\(fixture.state)/data/hello/started") == Array("1.0.0\n2.0.0\n".utf8))
    }

    /// That SDK serves settings always, whatever the definition lists.
    @Test func itsSettingsAreFoundWithoutAWord() async throws {
        let fixture = try EngineFixture()
        _ = try Self.install(in: fixture)
        try await fixture.run { engine in
            let settings = try await engine.update(["greeting": "Ahoy"], of: "hello")
            #expect(settings.map(\.id) == ["greeting", "loud"])
            #expect(settings.map(\.isSet) == [true, false])
        }
    }

    /// It may be built without that SDK.
    @Test func nothingIsMissedWhereItServesNoSettings() async throws {
        let fixture = try EngineFixture()
        _ = try Self.install(becoming: Products.peer("cpp/bin/cpp-plugin"), in: fixture)
        try await fixture.run { engine in
            #expect(try await engine.settings(of: "hello").isEmpty)
            try await engine.call("hello")
            let warnings = try await engine.logLines(of: "hello", tail: 99, level: .warning)
            #expect(warnings.isEmpty, "\(warnings)")
        }
    }
}
