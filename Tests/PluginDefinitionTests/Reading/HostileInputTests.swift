import PluginDefinition
import Testing

/// Files made to hurt. Each must end in a diagnostic, soon, and without growing.
///
/// The limit here is twenty times what a debug build needs; what it guards against takes minutes or never ends.
@Suite struct HostileInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let code: Diagnostic.Code
        let bytes: [UInt8]

        init(_ name: String, _ code: Diagnostic.Code, _ text: String) {
            self.init(name, code, Array(text.utf8))
        }

        init(_ name: String, _ code: Diagnostic.Code, _ bytes: [UInt8]) {
            self.name = name
            self.code = code
            self.bytes = bytes
        }

        var testDescription: String { name }
    }

    private static func many(_ text: String, _ count: Int) -> String { String(repeating: text, count: count) }

    /// As many repetitions as the size limit lets through.
    private static func full(_ text: String) -> String { many(text, 262_144 / text.utf8.count) }

    static let size: [Case] = [
        Case("10 MiB", .fileTooLarge, [UInt8](repeating: 0x61, count: 10 << 20)),
        Case("one byte too many", .fileTooLarge, "id: " + many("a", 262_141)),
        Case("empty", .emptyFile, ""),
        Case("spaces", .emptyFile, full(" ")),
        Case("comments", .emptyFile, full("#\n")),
        Case("long word", .tooLong, "id: " + many("a", 262_140)),
        Case("many keys", .tooManyNodes, (0..<20_000).map { "k\($0): x\n" }.joined()),
        Case("many entries", .tooManyNodes, "id: [" + many("1,", 100_000) + "1]"),
        Case("many unknown keys", .tooManyProblems, "schema_version: 2\n" + (0..<4900).map { "k\($0): x\n" }.joined()),
        Case(
            "long unknown keys",
            .tooManyProblems,
            "schema_version: 2\n" + (0..<3000).map { many("k", 58) + "\($0): x\n" }.joined()
        ),
        Case(
            "many references to nothing",
            .tooManyProblems,
            "schema_version: 2\nid: a\nversion: 1.0.0\nui:\n  views:\n"
                + (0..<256).map { "  - {id: \(many("v", 28))\($0), title: T}\n" }.joined()
                + "  contributions:\n"
                + (0..<256).map { "  - {point: page, id: c\($0), title: T, view: \(many("v", 28))x\($0)}\n" }.joined()
        ),
        Case("many directives", .tooManyDirectives, (0..<15_000).map { "%TAG !a\($0)! x\n" }.joined()),
        Case("directives behind a document", .tooManyDirectives, "id: a\n...\n" + many("%TAG !a! x\n", 20_000)),
    ]

    static let depth: [Case] = [
        Case("[[[[", .tooDeep, full("[")),
        Case("10,000 x [ closed", .tooDeep, "id: " + many("[", 10_000) + many("]", 10_000)),
        Case("[ [ [", .tooDeep, full("[ ")),
        Case("{a: {a:", .tooDeep, full("{a: ")),
        Case("{a: over lines", .tooDeep, full("{a:\n")),
        Case("- - - -", .tooDeep, full("- ")),
        Case("? ? ?", .tooDeep, full("? ")),
        Case("? - ? -", .tooDeep, full("? - ")),
        Case("indentation", .tooDeep, (0..<700).map { many(" ", $0) + "a:\n" }.joined()),
        Case("33 levels", .tooDeep, many("{a: ", 33) + "x" + many("}", 33)),
        Case(
            "alias at the bottom",
            .tooDeep,
            "a: &a " + many("[", 20) + many("]", 20) + "\nb: " + many("[", 20) + "*a" + many("]", 20)
        ),
    ]

    static let aliases: [Case] = [
        Case(
            "a billion laughs",
            .tooManyNodes,
            "a: &a [\(many("x,", 9))x]\n"
                + zip("bcdefghi", "abcdefgh").map { "\($0): &\($0) [\(many("*\($1),", 9))*\($1)]\n" }.joined()
        ),
        Case(
            "aliases as keys",
            .complexKey,
            "? &a [x]\n: 1\n"
                + zip("bcdefghijklmnopqrstu", "abcdefghijklmnopqrst").map { "? &\($0) [*\($1),*\($1)]\n: 1\n" }.joined()
        ),
        Case(
            "long text by aliases",
            .fileTooLarge,
            "a: &a [\(many("\"\(many("x", 16_000))\",", 14))x]\nb: [*a, *a, *a]\n"
        ),
        Case("many aliases", .tooManyAliases, "a: &a x\nb: [" + many("*a, ", 40_000) + "]"),
        Case("alias of its parent", .unknownAlias, "id: &a [*a]\n"),
        Case("unknown alias", .unknownAlias, "id: *a\n"),
        Case("merge key", .mergeKey, "a: &a {id: x}\n<<: *a\n"),
    ]

    static let bytes: [Case] = [
        Case("NUL", .controlCharacter, "id: a\0\n"),
        Case("only NUL", .controlCharacter, [UInt8](repeating: 0, count: 262_144)),
        Case("control characters", .controlCharacter, full("\u{1}")),
        Case("escape sequence", .controlCharacter, "id: \u{1B}[31ma\n"),
        Case("delete", .controlCharacter, "id: a\u{7F}\n"),
        Case("next line", .controlCharacter, "id: a\u{85}b: c\n"),
        Case("line separator", .controlCharacter, "id: a\u{2028}b: c\n"),
        Case("a byte order mark inside", .controlCharacter, "id: a\u{FEFF}\n"),
        Case("not a character", .controlCharacter, "id: \u{FFFE}\n"),
        Case("not UTF-8", .invalidUTF8, [UInt8](repeating: 0xFF, count: 262_144)),
        Case("Latin-1", .invalidUTF8, Array("name: caf".utf8) + [0xE9, 0x0A]),
        Case("overlong", .invalidUTF8, Array("id: ".utf8) + [0xC0, 0x80]),
        Case("overlong in three", .invalidUTF8, Array("id: ".utf8) + [0xE0, 0x80, 0xAF]),
        Case("surrogate", .invalidUTF8, Array("id: ".utf8) + [0xED, 0xA0, 0x80]),
        Case("beyond Unicode", .invalidUTF8, Array("id: ".utf8) + [0xF4, 0x90, 0x80, 0x80]),
        Case("cut off", .invalidUTF8, Array("id: ".utf8) + [0xE2, 0x82]),
        Case("UTF-16, little endian, marked", .wrongEncoding, [0xFF, 0xFE] + "id: a\n".utf8.flatMap { [$0, 0] }),
        Case("UTF-16, big endian, marked", .wrongEncoding, [0xFE, 0xFF] + "id: a\n".utf8.flatMap { [0, $0] }),
        Case("UTF-16, little endian", .wrongEncoding, "id: a\n".utf8.flatMap { [$0, 0] }),
        Case("UTF-16, big endian", .wrongEncoding, "id: a\n".utf8.flatMap { [0, $0] }),
        Case("UTF-32", .wrongEncoding, [0xFF, 0xFE, 0, 0] + "id: a\n".utf8.flatMap { [$0, 0, 0, 0] }),
    ]

    static let yaml: [Case] = [
        Case("duplicate key", .duplicateKey, "id: a\nid: b\n"),
        Case("duplicate key in quotes", .duplicateKey, "id: a\n\"id\": b\n"),
        Case("many duplicate keys", .duplicateKey, "schema_version: 2\n" + many("id: x\n", 4900)),
        Case("tab before a key", .tab, "theme:\n\tcolors: {}\n"),
        Case("tab in the first line", .tab, "\tid: a\n"),
        Case("tab after spaces", .tab, "theme:\n  \tcolors: {}\n"),
        Case("two documents", .multipleDocuments, "id: a\n---\nid: b\n"),
        Case("many documents", .multipleDocuments, full("---\nid: a\n")),
        Case("documents with an end", .multipleDocuments, "id: a\n...\n---\nid: b\n"),
        Case("tag", .tag, "id: !!python/object:os.system a\n"),
        Case("open quote", .yamlSyntax, full("\"")),
        Case("many quotes", .yamlSyntax, "id: \"" + many("\\x41", 60_000)),
        Case("anchors without names", .yamlSyntax, full("&")),
        Case("aliases without names", .yamlSyntax, full("*")),
        Case("percent signs", .yamlSyntax, full("%")),
        Case("commas", .yamlSyntax, "[" + many(",", 100_000)),
    ]

    @Test(arguments: size + depth + aliases + bytes + yaml)
    func endsInADiagnostic(_ hostile: Case) {
        let clock = ContinuousClock()
        var reading: DefinitionReading?
        let time = clock.measure { reading = DefinitionReader.read(bytes: hostile.bytes, file: "plugin.yaml") }
        #expect(reading?.definition == nil)
        #expect(reading?.errors.map(\.code).contains(hostile.code) == true)
        #expect((reading?.diagnostics.count ?? 0) <= 101)
        #expect(reading?.diagnostics.allSatisfy { $0.message.utf8.count < 1000 } == true)
        #expect(time < .seconds(2))
    }

    @Test func aByteOrderMarkIsAWarning() throws {
        let reading = DefinitionReader.read(
            bytes: [0xEF, 0xBB, 0xBF] + Array("id: a\ncapabilities: [log]\n".utf8),
            file: "plugin.yaml"
        )
        #expect(reading.diagnostics.map(\.place) == ["byte-order-mark 1:1"])
        #expect(try reading.require().id.rawValue == "a")
    }

    @Test func tabsWhereYAMLAllowsThemAreFine() throws {
        let reading = read("id:\ta\t# comment\ncapabilities: [\tlog ]\ndescription: |\n  a\tb\n")
        #expect(reading.diagnostics == [])
        #expect(try reading.require().description == "a\tb\n")
    }

    @Test func whatIsJustAllowedIsRead() throws {
        let deep = read("id: a\ncapabilities: [log]\nextra: " + Self.many("[", 31) + Self.many("]", 31))
        #expect(deep.definition != nil)
        let tags = "id: a\ncapabilities: [log]\ntags: [&x t, " + Self.many("*x, ", 64) + "]\n"
        #expect(try read(tags).require().tags.count == 65)
        let long = "id: a\ncapabilities: [log]\n#" + Self.many("x", 262_144 - 27)
        #expect(long.utf8.count == 262_144)
        #expect(read(long).definition != nil)
    }

    @Test func eachLimitCanBeSet() {
        let text = "%YAML 1.1\n---\nid: a\ntags: [&x t, *x, [[y]]]\n"
        func codes(_ limits: DefinitionLimits) -> [Diagnostic.Code] { read(text, limits: limits).errors.map(\.code) }
        #expect(codes(DefinitionLimits(fileBytes: 10)) == [.fileTooLarge])
        #expect(codes(DefinitionLimits(depth: 3)) == [.tooDeep])
        #expect(codes(DefinitionLimits(nodes: 5)) == [.tooManyNodes])
        #expect(codes(DefinitionLimits(aliases: 0)) == [.tooManyAliases])
        #expect(codes(DefinitionLimits(directives: 0)) == [.tooManyDirectives])
        #expect(codes(DefinitionLimits()) == [.wrongType])
    }
}
