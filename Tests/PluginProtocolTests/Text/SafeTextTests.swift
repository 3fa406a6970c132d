import Testing

@testable import PluginProtocol

@Suite("Safe text")
struct SafeTextTests {
    @Test(
        "shows what is printable and escapes what is not",
        arguments: [
            ("plain text", "plain text"), ("ü 漢字 🐎", "ü 漢字 🐎"), ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{1b}[31m", "\\x1b[31m"),
            ("\u{0}\u{7f}", "\\x00\\x7f"), ("\u{85}", "\\u0085"), ("\u{202e}x\u{2066}", "\\u202ex\\u2066"),
            ("\u{200b}\u{a0}\u{2028}", "\\u200b\\u00a0\\u2028"), ("\u{e0001}", "\\U000e0001"), ("C:\\x", "C:\\\\x"),
            ("say \"a\"", "say \"a\""),
        ]
    )
    func escaping(text: String, safe: String) {
        #expect(SafeText.escaping(text) == safe)
        #expect(SafeText.escaping(text.utf8) == safe)
    }

    @Test("puts quotation marks around a text and escapes those inside")
    func quoting() {
        #expect(SafeText.quoting("a \"b\"\n") == #""a \"b\"\n""#)
        #expect(SafeText.quoting([0x61, 0xff] as [UInt8]) == #""a\xff""#)
    }

    @Test(
        "shows bytes that are not UTF-8 one by one",
        arguments: [
            ([0xff, 0x61], "\\xffa"), ([0xc3], "\\xc3"), ([0xf0, 0x9f, 0x61], "\\xf0\\x9fa"),
            ([0xed, 0xa0, 0x80], "\\xed\\xa0\\x80"), ([0xc0, 0x80], "\\xc0\\x80"),
        ] as [([UInt8], String)]
    )
    func invalid(bytes: [UInt8], text: String) {
        #expect(SafeText.escaping(bytes) == text)
    }

    @Test("repeats up to the limit and says how much there was more")
    func limit() {
        #expect(SafeText.defaultLimit == 256)
        let text = String(repeating: "x", count: 300)
        #expect(SafeText.escaping(text) == String(repeating: "x", count: 256) + "... (44 bytes more)")
        #expect(SafeText.quoting("abcdef", limit: 2) == "\"ab\"... (4 bytes more)")
        #expect(SafeText.escaping("abc", limit: -1) == "... (3 bytes more)")
        #expect(SafeText.escaping("aü", limit: 2) == "a\\xc3... (1 bytes more)")
    }
}
