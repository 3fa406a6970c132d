import PluginDefinition
import Testing

/// What is said about a definition, in words.
@Suite struct DefinitionDiagnosticsTests {
    @Test func theNearestWordIsNamed() throws {
        let found = try #require(readVersion2("capabilities: [exce]\n").errors.first)
        #expect(found.place == "unknown-capability 4:16")
        #expect(found.message == "unknown capability `exce`; did you mean `exec`?")
        #expect(found.suggestion == "exec")
    }

    @Test func allProblemsAreFoundInOnePass() {
        let reading = read(
            """
            schema_version: 2
            id: ..
            version: 1.10
            nmae: x
            capabilities: [ui, exce]
            backend: {tls: requird, start_timeout: 15}
            ui: {views: [{id: a}]}
            permissions: {network: [{host: a.example, port: 0}]}
            limits: {memory: 5}
            limits: {}
            """
        )
        #expect(
            reading.errorPlaces == [
                "invalid-id 2:5", "wrong-type 3:10", "unknown-key 4:1", "unknown-capability 5:20", "unknown-word 6:16",
                "invalid-duration 6:40", "missing-key 7:14", "missing-key 8:25", "out-of-range 8:49",
                "invalid-size 9:18",
                "duplicate-key 10:1",
            ]
        )
        #expect(reading.definition == nil)
    }

    @Test(arguments: [
        ("version: 1.10", "write it in quotes: \"1.10\""),
        ("version: 1", "write it in quotes: \"1\""),
        ("version: 1e3", "write it in quotes: \"1e3\""),
        ("name: yes", "write it in quotes: \"yes\""),
        ("name: Off", "write it in quotes: \"Off\""),
        ("name: true", "write it in quotes: \"true\""),
        ("name: 0x1F", "write it in quotes: \"0x1F\""),
        ("name: .inf", "write it in quotes: \".inf\""),
        ("name: -1_000", "write it in quotes: \"-1_000\""),
        ("name: ~", "YAML reads as nothing"),
        ("name:", "this is empty"),
        ("name: [a]", "this is a list"),
        ("name: {a: b}", "this is a mapping"),
    ])
    func otherTypesWhereStringsAreMeant(line: String, words: String) throws {
        let version = line.hasPrefix("version") ? "" : "version: 1.0.0\n"
        let found = try #require(read("schema_version: 2\nid: a\n\(version)\(line)\n").errors.first)
        #expect(found.code == .wrongType)
        #expect(found.message.contains("must be a string"))
        #expect(found.message.contains(words))
    }

    @Test(arguments: ["1.2.3", "2024-01-01", "12:30", "1.2.3.4", "_1", "1a", "0x", "e3", "+", "."])
    func plainTextThatIsNoNumber(text: String) throws {
        #expect(try readVersion2("name: \(text)\nbackend: {}\n").require().name == text)
    }

    @Test func unknownKeysAreErrorsInVersion2AndWarningsBefore() throws {
        #expect(readVersion2("backend: {}\nextra: 1\n").errorPlaces == ["unknown-key 5:1"])
        let reading = read("id: a\ncapabilities: [log]\nextra: 1\nauthor: {name: A, phone: 1}\nbackend: {}\n")
        #expect(try reading.require().backend?.startTimeout == .seconds(15))
        #expect(reading.warningPlaces == ["unknown-key 3:1", "unknown-key 4:19", "unknown-key 5:1"])
        #expect(reading.warnings.last?.message.contains("`schema_version: 2`") == true)
    }

    @Test func aMissingKeySaysWhere() {
        let reading = readVersion2("backend: {}\npermissions:\n  exec:\n    - command: ls\n    - {reason: R}\n")
        #expect(
            reading.errors.map(\.message) == [
                "the key `reason` is missing in `permissions.exec[0]`; say for the user why it is needed",
                "the key `command` is missing in `permissions.exec[1]`",
            ]
        )
        #expect(reading.errorPlaces == ["missing-key 7:7", "missing-key 8:7"])
    }

    @Test(arguments: ["3", "-1", "99"])
    func unknownSchemaVersion(number: String) throws {
        let reading = read("id: a\nschema_version: \(number)\nnonsense: 1\n")
        #expect(reading.errorPlaces == ["unsupported-schema 2:17"])
        #expect(reading.errors.first?.message.contains("understands 0, 1 and 2") == true)
    }

    @Test func lookAlikesAreNamedWithTheirCodePoint() throws {
        let id = try #require(read("id: аws\n").errors.first)
        #expect(id.code == .confusable)
        #expect(id.message.contains("`а` (U+0430, CYRILLIC SMALL LETTER A), which looks like `a`"))
        #expect(id.suggestion == "aws")
        let key = try #require(readVersion2("liсense: MIT\n").errors.first)
        #expect(key.place == "confusable 4:1")
        #expect(key.suggestion == "license")
        let word = try #require(readVersion2("capabilities: [lοg]\n").errors.first)
        #expect(word.code == .confusable && word.suggestion == "log")
        let platform = try #require(readVersion2("backend: {command: {lіnux: bin/x}}\n").errors.first)
        #expect(platform.code == .confusable && platform.suggestion == "linux")
        let variable = try #require(readVersion2("backend: {env: {pass: [РATH]}}\n").errors.first)
        #expect(variable.code == .confusable)
    }

    @Test(arguments: [
        ("darwin-arm64", "macos-arm64"), ("darwin_amd64", "macos-x86_64"), ("linux-amd64", "linux-x86_64"),
        ("linux_x86_64", "linux-x86_64"), ("linux/aarch64", "linux-arm64"), ("osx", "macos"), ("linx", "linux"),
    ])
    func platformsOfOtherWorlds(name: String, expected: String) throws {
        let found = try #require(readVersion2("backend: {command: {\"\(name)\": bin/x}}\n").errors.first)
        #expect(found.code == .unknownWord)
        #expect(found.suggestion == expected)
    }

    @Test(arguments: [
        ("website: \"javascript:alert(1)\"\n", "unsafe-url 2:10"),
        ("version: nightly\n", "invalid-version 2:10"),
        ("theme: {colors: {primary: blue}}\n", "invalid-color 2:27"),
        ("capabilities: [filesystem]\n", "retired-capability 2:16"),
        ("capabilities: [log, log]\n", "duplicate-entry 2:21"),
        ("author: {email: a}\n", "missing-key 2:9"),
        ("components: {resource: [{name: A, area: B}]}\n", "missing-key 2:25"),
        ("dependencies: [a]\n", "self-dependency 2:16"),
        ("dependencies: [b, b]\n", "duplicate-entry 2:19"),
    ])
    func whatVersion2RefusesIsAWarningBefore(line: String, place: String) throws {
        let reading = read("id: a\n" + line)
        let definition = try reading.require()
        #expect(reading.warningPlaces.contains(place))
        #expect(definition.website == "")
        #expect(definition.theme.colors.primary == nil)
        #expect(definition.components.resource == [])
    }

    @Test func emptyOptionalKeysAreNothingBeforeVersion2() throws {
        let reading = read("id: a\nicon:\nauthor: ~\ntags: null\ncapabilities: [log]\n")
        #expect(reading.diagnostics == [])
        #expect(try reading.require().tags == [])
    }

    @Test(arguments: [
        ("", "provides-nothing 1:1"),
        ("capabilities: []\n", "provides-nothing 4:15"),
        ("capabilities: [log]\nui: {}\n", "contradiction 5:5"),
        ("capabilities: [ui]\nactivation: [on_startup]\n", "contradiction 5:13"),
    ])
    func warnings(rest: String, place: String) throws {
        let reading = readVersion2(rest)
        #expect(reading.definition != nil)
        #expect(reading.warningPlaces == [place])
    }

    @Test func anIconIsANameOrALink() throws {
        #expect(try readVersion2("icon: SiKubernetes\nbackend: {}\n").require().icon == "SiKubernetes")
        let found = try #require(readVersion2("icon: \"data:text/html,x\"\n").errors.first)
        #expect(found.place == "unsafe-url 4:7")
        #expect(found.message.contains("the name of an icon"))
    }

    /// The limits of single strings and lists.
    @Test func lengths() {
        let limits = DefinitionLimits(stringLength: 5, listEntries: 2)
        let text = "id: a\nname: abcdef\ntags: [a, b, c]\ncapabilities: [log]\n"
        #expect(read(text, limits: limits).errorPlaces == ["too-long 2:7", "too-long 3:7"])
        let names = readVersion2("backend: {env: {set: {\((0..<257).map { "A\($0): x" }.joined(separator: ", "))}}}\n")
        #expect(names.errorPlaces == ["too-long 4:22"])
        let dependencies = readVersion2(
            "dependencies: {\((0..<257).map { "a\($0): \"*\"" }.joined(separator: ", "))}\nbackend: {}\n"
        )
        #expect(dependencies.errorPlaces == ["too-long 4:15"])
        let protocols = readVersion2(
            "backend: {app_protocols: [\((1...33).map(String.init).joined(separator: ", "))]}\n"
        )
        #expect(protocols.errorPlaces == ["too-long 4:26"])
    }

    @Test func onlySoManyProblemsAreListed() {
        let keys = (0..<150).map { "k\($0): 1\n" }.joined()
        let strict = readVersion2(keys).diagnostics
        #expect(strict.count == 101)
        #expect(strict.last?.place == "too-many-problems 104:1")
        let legacy = read("id: a\ncapabilities: [log]\n" + keys)
        #expect(legacy.definition != nil)
        #expect(legacy.diagnostics.last?.severity == .warning)
        let late = read("id: a\n" + keys + "version: 1\n")
        #expect(late.definition == nil)
        #expect(late.diagnostics.last?.severity == .error)
    }
}
