import PluginDefinition
import Testing

/// What a definition says once it is read.
@Suite struct DefinitionValuesTests {
    @Test func everyKeyOfVersion2() throws {
        let file = try #require(Corpus.valid.first { $0.name == "valid/v2-everything.yaml" })
        let reading = DefinitionReader.read(bytes: file.bytes, file: "plugin.yaml")
        #expect(reading.diagnostics == [])
        let definition = try reading.require()
        #expect(definition.id.rawValue == "everything")
        #expect(definition.version == SemanticVersion("1.4.0-rc.1+build.7"))
        #expect(definition.name == "Everything — with all keys")
        #expect(definition.icon == "LuBoxes")
        #expect(definition.iconURL == "https://example.com/icon.svg")
        #expect(definition.description == "Two lines,\nwith an umlaut: ü.\n")
        #expect(definition.repository == "github.com/example/everything")
        #expect(definition.website == "http://example.com/everything?lang=en")
        #expect(definition.category == "examples")
        #expect(definition.license == "MIT OR Apache-2.0")
        #expect(definition.author == Person(name: "Example", email: "a@example.com", url: "https://example.com"))
        #expect(definition.maintainers == [Person(name: "One"), Person(name: "Two", email: "two@example.com")])
        #expect(definition.tags == ["one", "two"])
        #expect(definition.dependencies.map(\.id.rawValue) == ["kubernetes", "zeta", "alpha"])
        #expect(definition.dependencies.map(\.version?.description) == ["^1.2", ">=1.0 <2 || 3.x", "*"])
        #expect(definition.capabilities == Capability.allCases)
        #expect(definition.theme.colors == .init(primary: "#123", secondary: "#11223344", tertiary: "#A1B2C3"))
        #expect(definition.components.resource.map(\.area) == ["SIDEBAR"])
        #expect(definition.components.resource.map(\.extension) == ["x"])
        #expect(definition.schemaVersion == 2)
        #expect(definition.engine == VersionRange(">=0.1"))
        #expect(
            definition.activation.map(\.description) == [
                "on_startup", "on_capability:resource", "on_view:overview", "on_command:refresh",
            ]
        )
    }

    @Test func backendOfVersion2() throws {
        let file = try #require(Corpus.valid.first { $0.name == "valid/v2-everything.yaml" })
        let backend = try #require(DefinitionReader.read(bytes: file.bytes, file: "f").require().backend)
        #expect(backend.command.command(for: Platform(.linux, .x86_64)) == ["bin/linux-x86_64/plugin"])
        #expect(backend.command.command(for: Platform(.linux, .arm64)) == ["python3", "main.py", "--quiet"])
        #expect(backend.command.command(for: Platform(.windows, .x86_64)) == ["node", "main.js"])
        #expect(backend.command.command(for: Platform(.macos, .x86_64)) == nil)
        #expect(backend.cookie == Cookie(key: "EVERYTHING_PLUGIN", value: "d41d8cd98f00b204"))
        #expect(backend.appProtocols == [1, 2, 5])
        #expect(backend.tls == .required)
        #expect(backend.multiplex)
        #expect(backend.startTimeout == .seconds(90))
        #expect(backend.environment.pass == ["HOME", "KUBECONFIG"])
        #expect(backend.environment.set == ["LOG_FORMAT": "json", "EMPTY": ""])
    }

    @Test func interfaceOfVersion2() throws {
        let file = try #require(Corpus.valid.first { $0.name == "valid/v2-everything.yaml" })
        let ui = try #require(DefinitionReader.read(bytes: file.bytes, file: "f").require().ui)
        #expect(ui.entry == "main/entry.js")
        #expect(ui.isolation == .frame)
        #expect(ui.views.map(\.id) == ["overview", "detail"])
        #expect(ui.views.map(\.entry) == ["overview.mjs", nil])
        #expect(
            ui.contributions.map(\.point) == [
                .activity, .command, .dashboardCard,
                .plugin(try #require(PluginID("omniview")), name: "resource/drawer"),
            ]
        )
        #expect(ui.contributions.map(\.view) == ["overview", nil, "detail", "detail"])
        #expect(ui.extensionPoints == [.init(id: "cards", title: "Cards")])
        #expect(
            ui.methods.map(\.description) == ["every.thing.v1.Things/List", "every.thing.v1.Watches/*", "Bare/Call_2"]
        )
    }

    @Test func permissionsAndLimitsOfVersion2() throws {
        let file = try #require(Corpus.valid.first { $0.name == "valid/v2-everything.yaml" })
        let definition = try DefinitionReader.read(bytes: file.bytes, file: "f").require()
        let permissions = definition.permissions
        #expect(permissions.filesystem.map(\.access) == [.read, .readwrite, .readwrite, .read, .read])
        #expect(permissions.filesystem.map(\.isOwnData) == [false, true, true, false, false])
        #expect(permissions.network.map(\.port) == [443, 6443, 80, 53])
        #expect(
            permissions.exec == [
                ExecPermission(command: "kubectl", args: ["get", "*"], reason: "Runs what you already trust")
            ]
        )
        #expect(permissions.env == ["KUBECONFIG", "AWS_PROFILE"])
        #expect(permissions.secrets == ["cluster-token"])
        #expect(permissions.clipboard == .none)
        #expect(permissions.notifications)
        #expect(definition.optionalPermissions.clipboard == .readwrite)
        #expect(definition.optionalPermissions.network.count == 1)
        #expect(definition.limits.memory?.bytes == 512 << 20)
        #expect(definition.limits.cpu?.millicores == 1000)
        #expect(definition.limits.pids == 64)
        #expect(definition.limits.files == 256)
        #expect(definition.limits.data?.bytes == 1 << 30)
    }

    @Test func defaultsOfVersion2() throws {
        let definition = try readVersion2("capabilities: [log]\n").require()
        #expect(definition.name == "sample")
        let expected = Backend(
            command: .default,
            cookie: Cookie(key: "OMNIVIEW", value: "sample"),
            appProtocols: [1],
            tls: .required,
            multiplex: false,
            startTimeout: .seconds(60),
            environment: EnvironmentPolicy()
        )
        #expect(definition.backend == expected)
        #expect(definition.ui == nil)
        #expect(definition.activation == [])
        #expect(definition.permissions.isEmpty && definition.optionalPermissions.isEmpty)
        #expect(definition.limits == ResourceLimits())
        #expect(definition.engine == nil)
        #expect(!definition.isLegacy)
    }

    @Test(arguments: ["", "schema_version: 0\n", "schema_version: 1\n"])
    func defaultsBeforeVersion2(schemaVersion: String) throws {
        let definition = try read(schemaVersion + "id: sample\ncapabilities: [resource]\n").require()
        let backend = try #require(definition.backend)
        #expect(backend.tls == .optional)
        #expect(backend.startTimeout == .seconds(15))
        #expect(backend.appProtocols == [1])
        #expect(backend.cookie == Cookie(key: "OMNIVIEW", value: "sample"))
        #expect(backend.command == .default)
        #expect(backend.environment == .legacy)
        #expect(definition.isLegacy)
        #expect(definition.activation == [.onStartup])
        #expect(definition.name == "sample")
        #expect(definition.version == nil)
    }

    @Test func whatBackendsBeforeVersion2SeeHoldsNoSecret() {
        let legacy = EnvironmentPolicy.legacy
        #expect(legacy.pass.contains("HOME") && legacy.pass.contains("PATH") && legacy.set.isEmpty)
        for word in ["KEY", "SECRET", "TOKEN", "PASSWORD", "AUTH"] {
            #expect(!legacy.pass.contains { $0.uppercased().contains(word) })
        }
    }

    @Test(arguments: [("sdk_protocol_version: 3\n", [3]), ("sdk_protocol_version: 0\n", [1]), ("", [1])])
    func sdkProtocolVersionIsTheAppProtocol(line: String, expected: [Int]) throws {
        #expect(try read("id: a\ncapabilities: [log]\n" + line).require().backend?.appProtocols == expected)
        #expect(try readVersion2("capabilities: [log]\n" + line).require().backend?.appProtocols == expected)
    }

    @Test func appProtocolsAreSorted() throws {
        #expect(try readVersion2("backend: {app_protocols: [6, 5]}\n").require().backend?.appProtocols == [5, 6])
    }

    @Test(arguments: [
        ("schema_version: 1\nid: a\ncapabilities: [ui]\n", false, false),
        ("schema_version: 2\nid: a\nversion: 1.0.0\ncapabilities: [ui]\n", false, true),
        ("schema_version: 2\nid: a\nversion: 1.0.0\ncapabilities: [ui, log]\n", true, true),
        ("schema_version: 2\nid: a\nversion: 1.0.0\nbackend: {}\n", true, false),
        ("id: a\ncapabilities: [ui, settings]\n", true, false),
    ])
    func backendAndInterface(text: String, hasBackend: Bool, hasInterface: Bool) throws {
        let definition = try read(text).require()
        #expect((definition.backend != nil) == hasBackend)
        #expect((definition.ui != nil) == hasInterface)
    }

    @Test(arguments: ["off", "\"off\"", "false"])
    func tlsOff(word: String) throws {
        #expect(try readVersion2("backend: {tls: \(word)}\n").require().backend?.tls == .off)
    }
}
