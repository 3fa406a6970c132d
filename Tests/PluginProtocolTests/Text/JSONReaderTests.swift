import Testing

@testable import PluginProtocol

@Suite("JSON reader")
struct JSONReaderTests {
    private func read(_ text: String) -> JSONValue? { JSONReader.value(in: Array(text.utf8)) }

    @Test(
        "reads every kind of value",
        arguments: [
            ("null", .null), (" true ", .boolean(true)), ("false\r\n", .boolean(false)), ("0", .number("0")),
            ("-0.5e+09", .number("-0.5e+09")), ("1E2", .number("1E2")),
            ("12345678901234567890", .number("12345678901234567890")),
            ("\"\"", .string("")), ("[]", .array([])), ("[ 1 , \"a\" ]", .array([.number("1"), .string("a")])),
            ("{}", .object([])),
            (
                "{ \"a\" : {\"b\":[]}, \"a\":1 }",
                .object([
                    .init(key: "a", value: .object([.init(key: "b", value: .array([]))])),
                    .init(key: "a", value: .number("1")),
                ])
            ),
        ] as [(String, JSONValue)]
    )
    func values(text: String, value: JSONValue) {
        #expect(read(text) == value)
    }

    @Test(
        "reads the escapes of a string",
        arguments: [
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"), (#""\u0041\u00fC\u20AC""#, "Aü€"),
            (#""\ud83d\ude00""#, "😀"),
            (#""\ud83d""#, "\u{fffd}"), (#""\ude00x""#, "\u{fffd}x"), (#""\ud83d\u0041""#, "\u{fffd}A"),
            (#""\ud83d\n""#, "\u{fffd}\n"), (#""\ud83d\ud83d\ude00""#, "\u{fffd}😀"), (#""\u0000""#, "\u{0}"),
            ("\"\u{7f}ü\"", "\u{7f}ü"),
        ]
    )
    func strings(text: String, string: String) {
        #expect(read(text) == .string(string))
    }

    @Test(
        "refuses what is no JSON",
        arguments: [
            "", " ", "nul", "nulll", "TRUE", "01", "-", "1.", ".5", "1e", "+1", "1 2", "NaN", "'a'", "\"a", "\"\\",
            "\"\\x\"", "\"\\u12\"",
            "\"\\u12g4\"", "\"\\ud83d\\u\"", "\"a\nb\"", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "{", "{\"a\"",
            "{\"a\":", "{\"a\":1",
            "{\"a\":1,", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{1:1}", "{}}", "[]]", "\u{feff}{}", "{\"a\":１}",
        ]
    )
    func refused(text: String) {
        #expect(read(text) == nil)
    }

    @Test("Values are nested up to the limit", arguments: [("[", "]"), ("{\"a\":", "}")])
    func depth(open: String, close: String) {
        #expect(JSONReader.depthLimit == 32)
        func nested(_ depth: Int) -> String {
            String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth)
        }
        #expect(read(nested(32)) != nil)
        #expect(read(nested(33)) == nil)
        #expect(read(String(repeating: open, count: 60_000)) == nil)
    }

    @Test(
        "A value is written back as compact JSON",
        arguments: [
            (#"{ "a" : [ 1.50 , null , true ] , "b\n" : "\u00fc\u0001" }"#, #"{"a":[1.50,null,true],"b\n":"ü\u0001"}"#),
            ("[ ]", "[]"), ("{ }", "{}"), ("\"text\"", "text"), ("-1e5", "-1e5"),
        ]
    )
    func text(json: String, compact: String) {
        #expect(read(json)?.text == compact)
    }
}
