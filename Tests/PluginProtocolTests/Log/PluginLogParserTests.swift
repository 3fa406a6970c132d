import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Plugin log parser")
struct PluginLogParserTests {
    private func parse(_ text: String, lineLimit: Int = PluginLogParser.defaultLineLimit) -> [PluginLogEntry] {
        var parser = PluginLogParser(lineLimit: lineLimit)
        return parser.append(text.utf8) + parser.finish()
    }

    private func raw(_ level: PluginLogLevel, _ message: String) -> PluginLogEntry {
        PluginLogEntry(level: level, message: message, raw: true)
    }

    @Test(
        "hclog JSON at each level keeps level, message and values",
        .conforms(to: 80),
        arguments: PluginLogLevel.allCases
    )
    func hclog(level: PluginLogLevel) {
        let line = """
            {"@level":"\(level.rawValue)","@message":"hello","@module":"p.sub","@timestamp":\
            "2026-11-23T17:10:15.000123Z","name":"value","count":42,"big":1e6,"none":null,"list":[1, {"a" : "b"}]}\n
            """
        #expect(
            parse(line) == [
                PluginLogEntry(
                    level: level,
                    message: "hello",
                    module: "p.sub",
                    timestamp: "2026-11-23T17:10:15.000123Z",
                    fields: [
                        .init(key: "name", value: "value"), .init(key: "count", value: "42"),
                        .init(key: "big", value: "1e6"), .init(key: "none", value: "null"),
                        .init(key: "list", value: #"[1,{"a":"b"}]"#),
                    ]
                )
            ]
        )
    }

    @Test("A level is read in any case and with space around it", arguments: ["INFO", " info ", "Info\\t"])
    func levelSpelling(level: String) {
        #expect(parse("{\"@level\":\"\(level)\",\"@message\":\"m\"}") == [PluginLogEntry(level: .info, message: "m")])
    }

    @Test(
        "JSON that is no entry of hclog stays as it is, at debug",
        .conforms(to: 81, 82),
        arguments: [
            #"["HELLO"]"#, "12345", #"{"a":1}"#, "{}", #""text""#, "null", "true",
            #"{"@level":5}"#, #"{"@message":{}}"#, #"{"@timestamp":1}"#, #"{"@level":null,"@message":"m"}"#,
            #"{"@level":"off","@message":"m"}"#, #"{"@level":"loud","@message":"m"}"#, #"{"@level":"in fo"}"#,
            #"{"@level":"info","@message":"m","@timestamp":1}"#,
            #"{"@level":"info","@message":"m","@timestamp":"yesterday"}"#,
            #"{"@level":"info","@message":"m""#, #"{"@level":"info"} and more"#,
        ]
    )
    func verbatim(line: String) {
        #expect(parse(line + "\n") == [raw(.debug, line)])
    }

    @Test(
        "An entry whose texts are no strings is an entry all the same",
        .conforms(to: 82),
        arguments: [
            (#"{"@level":"warn","@message":{"a": 1}}"#, #"{"a":1}"#, nil),
            (#"{"@level":"warn","@message":null,"@module":7}"#, "null", "7"),
            (#"{"@level":"warn"}"#, "", nil),
        ] as [(String, String, String?)]
    )
    func oddTypes(line: String, message: String, module: String?) {
        #expect(parse(line) == [PluginLogEntry(level: .warn, message: message, module: module)])
    }

    @Test("Of a key that comes twice the last value counts")
    func duplicateKeys() {
        #expect(
            parse(#"{"@level":"info","a":1,"b":2,"@level":"error","@message":"x","a":3,"@message":"y"}"#) == [
                PluginLogEntry(
                    level: .error,
                    message: "y",
                    fields: [.init(key: "a", value: "3"), .init(key: "b", value: "2")]
                )
            ]
        )
    }

    @Test("An entry keeps up to 128 values and counts the rest")
    func fieldLimit() throws {
        #expect(HCLogObject.fieldLimit == 128)
        let fields = (0..<200).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let entry = try #require(parse("{\"@level\":\"info\",\(fields)}").first)
        #expect(entry.fields.count == 129)
        #expect(entry.fields.last == .init(key: HCLogObject.omittedKey, value: "72"))
    }

    @Test(
        "A prefix in brackets gives the level, and the text stays as it is",
        .conforms(to: 83),
        arguments: [
            ("[TRACE] a", .trace), ("[DEBUG] a", .debug), ("[INFO] a", .info),
            ("[INFO] a.swift:1: Fatal error: x", .info), ("[WARN] test line 98765", .warn),
            ("[ERROR] a", .error), ("[ERROR]", .error), ("[FATAL] a", .debug), ("[warn] a", .debug),
            (" [WARN] a", .debug),
            ("plain", .debug), ("has panic: inside", .debug), ("has fatal error: inside", .debug), ("panic:x", .debug),
        ] as [(String, PluginLogLevel)]
    )
    func prefix(line: String, level: PluginLogLevel) {
        #expect(parse(line + "\nnext\n") == [raw(level, line), raw(.debug, "next")])
    }

    static let crashes = [
        "panic: runtime error", "fatal error: all goroutines are asleep", "App/Main.swift:12: Fatal error: boom",
        "Swift/ContiguousArrayBuffer.swift:600: Fatal error: Index out of range", "a.b/c.swift:1: Assertion failed: x",
        "Fatal error: boom", "my.swift:module/x.swift:7: Fatal error", "m/x.swift:3: Precondition failed",
    ]

    @Test("A crash and every plain line after it are errors", .conforms(to: 84), arguments: crashes)
    func crash(line: String) {
        let stack = (1...12).map { "goroutine \($0)" }
        let text =
            "before\n\(line)\n\(stack.joined(separator: "\n"))\n[INFO] prefixed\n{\"@level\":\"info\"}\n{\"a\":1}\nlast"
        #expect(
            parse(text)
                == [raw(.debug, "before"), raw(.error, line)] + stack.map { raw(.error, $0) } + [
                    raw(.info, "[INFO] prefixed"), PluginLogEntry(level: .info, message: ""), raw(.debug, "{\"a\":1}"),
                    raw(.error, "last"),
                ]
        )
    }

    @Test(
        "What only looks like a crash of Swift is none",
        arguments: [
            "see Main.swift:12: Warning: x", "Main.swift: Fatal error: x", "Main.swift:x: Fatal error: x",
            "swift:12: Fatal error: x", "a Fatal error: x", ".swift:12 Fatal error",
        ]
    )
    func noCrash(line: String) {
        #expect(parse("\(line)\nnext\n") == [raw(.debug, line), raw(.debug, "next")])
    }

    @Test("The words of a crash are looked for in the first 4 KiB of a line")
    func swiftSearchLimit() {
        #expect(PlainLogLine.swiftSearchLimit == 4_096)
        let near = String(repeating: "x", count: 4_000) + ".swift:1: Fatal error: x"
        let far = String(repeating: "x", count: 4_096) + ".swift:1: Fatal error: x"
        #expect(parse(near).map(\.level) == [.error])
        #expect(parse(far).map(\.level) == [.debug])
    }

    @Test("A line longer than the limit comes in pieces at debug, as it is", .conforms(to: 79))
    func longLines() {
        let short = #"{"@level":"info","@message":"this is a message"}"#
        let long = #"{"@level":"info","@message":"this is a message that is too long for it"}"#
        #expect(short.utf8.count <= 64 && long.utf8.count > 64)
        let entries = parse("\(short)\n\(long)\n\(short)\n", lineLimit: 64)
        let whole = PluginLogEntry(level: .info, message: "this is a message")
        #expect(
            entries == [whole, raw(.debug, String(long.prefix(64))), raw(.debug, String(long.dropFirst(64))), whole]
        )
    }

    @Test("A line of exactly the limit is whole", .conforms(to: 79))
    func lineAtLimit() {
        let line = "[WARN]" + String(repeating: "x", count: 58)
        #expect(parse(line + "\n", lineLimit: 64) == [raw(.warn, line)])
        #expect(parse(line, lineLimit: 64) == [raw(.warn, line)])
        #expect(parse(line + "x\n", lineLimit: 64) == [raw(.debug, line), raw(.debug, "x")])
    }

    @Test("1 MiB without a newline is handed on in pieces and never held")
    func flood() {
        var parser = PluginLogParser()
        #expect(parser.lineLimit == 65_536)
        var entries: [PluginLogEntry] = []
        for _ in 0..<256 { entries += parser.append([UInt8](repeating: UInt8(ascii: "x"), count: 4_096)) }
        #expect(entries.count == 15)
        entries += parser.finish()
        #expect(entries.count == 16)
        #expect(entries.allSatisfy { $0.message.utf8.count == 65_536 && $0.level == .debug && $0.raw })
    }

    @Test("Line ends, empty lines and a last line without end")
    func lineEnds() {
        #expect(parse("a\r\n\n\r\nb\nc") == [raw(.debug, "a"), raw(.debug, "b"), raw(.debug, "c")])
        #expect(parse("").isEmpty)
        #expect(PluginLogParser(lineLimit: 0).lineLimit == 1)
    }

    @Test("Bytes that are not UTF-8 are repaired, in text and in JSON")
    func repaired() {
        var parser = PluginLogParser()
        let json = Array("{\"@level\":\"info\",\"@message\":\"a".utf8) + [0xff] + Array("b\"}\n".utf8)
        #expect(parser.append(json) == [PluginLogEntry(level: .info, message: "a\u{fffd}b")])
        #expect(parser.append([0x61, 0xc3, 0x0a]) == [raw(.debug, "a\u{fffd}")])
    }

    @Test("Levels are in order")
    func levelOrder() {
        #expect(PluginLogLevel.allCases.sorted() == PluginLogLevel.allCases)
        #expect(PluginLogLevel.trace < .error)
    }
}
