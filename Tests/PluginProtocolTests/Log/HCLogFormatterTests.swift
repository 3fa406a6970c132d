import TestSupport
import Testing

@testable import PluginProtocol

@Suite("hclog formatter")
struct HCLogFormatterTests {
    private let moment = HCLogTimestamp(secondsSinceEpoch: 1_795_453_815, microseconds: 42)

    private func parse(_ line: [UInt8]) -> [PluginLogEntry] {
        var parser = PluginLogParser()
        return parser.append(line) + parser.finish()
    }

    @Test("writes hclog's keys, a newline at the end and none before", .conforms(to: 88))
    func shape() {
        let line = HCLogFormatter.line(
            level: .warn,
            message: "disk \"full\"\n",
            module: "hello",
            timestamp: moment,
            fields: [.init(key: "path", value: "C:\\x"), .init(key: "n", value: "1")]
        )
        #expect(
            String(decoding: line, as: UTF8.self)
                == #"{"@level":"warn","@message":"disk \"full\"\n","@module":"hello","#
                + #""@timestamp":"2026-11-23T17:10:15.000042Z","path":"C:\\x","n":"1"}"# + "\n"
        )
    }

    @Test("leaves out a module that is none", arguments: [nil, ""])
    func noModule(module: String?) {
        let line = HCLogFormatter.line(level: .info, message: "m", module: module, timestamp: moment)
        #expect(
            String(decoding: line, as: UTF8.self)
                == #"{"@level":"info","@message":"m","@timestamp":"2026-11-23T17:10:15.000042Z"}"# + "\n"
        )
    }

    @Test(
        "What it writes is read as the same entry",
        arguments: [
            "plain", "", "\u{0}\u{1b}[31m\r\n\t\u{7f}\u{85}\u{2028}\u{2029}", "ü 🐎 \u{fffd}", "\\\"/", "</script>&",
        ]
    )
    func roundTrip(text: String) {
        for level in PluginLogLevel.allCases {
            let line = HCLogFormatter.line(
                level: level,
                message: text,
                module: "m",
                timestamp: moment,
                fields: [.init(key: "key\n", value: text)]
            )
            #expect(line.filter { $0 < 0x20 } == [0x0a])
            #expect(
                parse(line) == [
                    PluginLogEntry(
                        level: level,
                        message: text,
                        module: "m",
                        timestamp: moment.text,
                        fields: [.init(key: "key\n", value: text)]
                    )
                ]
            )
        }
    }

    @Test("A key of hclog's own cannot be overwritten", arguments: ["@level", "@message", "@module", "@timestamp"])
    func reservedKey(key: String) {
        let line = HCLogFormatter.line(
            level: .info,
            message: "m",
            timestamp: moment,
            fields: [.init(key: key, value: "v")]
        )
        #expect(
            parse(line) == [
                PluginLogEntry(
                    level: .info,
                    message: "m",
                    timestamp: moment.text,
                    fields: [.init(key: "_" + key, value: "v")]
                )
            ]
        )
    }

    @Test(
        "A line is never longer than a host reads as a whole, and says what was cut",
        arguments: ["x", "\u{1}", "ü", "\\"]
    )
    func limits(character: String) throws {
        #expect(HCLogFormatter.lineLimit == PluginLogParser.defaultLineLimit)
        #expect(HCLogFormatter.messageLimit == 32_768 && HCLogFormatter.nameLimit == 256)
        let long = String(repeating: character, count: 100_000)
        let fields =
            [PluginLogEntry.Field(key: "short", value: "v"), .init(key: long, value: long)]
            + (0..<1_000).map { .init(key: "k\($0)", value: long) }
        let line = HCLogFormatter.line(level: .info, message: long, module: long, timestamp: moment, fields: fields)
        #expect(line.count <= HCLogFormatter.lineLimit)
        let entry = try #require(parse(line).first)
        #expect(parse(line).count == 1)
        #expect(!entry.raw)
        #expect(entry.message.hasPrefix(character) && entry.message.hasSuffix(JSONString.cutMark))
        #expect(entry.module?.hasSuffix(JSONString.cutMark) == true)
        #expect(entry.fields.first == .init(key: "short", value: "v"))
        #expect(entry.fields.last?.key == HCLogObject.omittedKey)
        #expect(entry.fields.last?.value == "1000")
    }

    @Test("Room that is almost used up is never overrun", arguments: 0...400)
    func tightFields(padding: Int) {
        // One field that leaves little room, then fields whose values grow when they are escaped.
        let first = PluginLogEntry.Field(key: "a", value: String(repeating: "x", count: 65_000 + padding))
        let rest = (0..<20).map { PluginLogEntry.Field(key: "k\($0)", value: "\u{1}\u{1}\u{1}") }
        let line = HCLogFormatter.line(level: .info, message: "m", timestamp: moment, fields: [first] + rest)
        #expect(line.count <= HCLogFormatter.lineLimit)
        #expect(parse(line).count == 1 && parse(line).first?.raw == false)
    }
}
