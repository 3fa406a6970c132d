import Testing

@testable import PluginIntegrity

@Suite struct PathTextTests {
    @Test(
        arguments: [
            (Array("a/b c".utf8), "a/b c"),
            (Array("caf\u{e9} \u{1f600}".utf8), "caf\u{e9} \u{1f600}"),
            ([0x61, 0xFF, 0x62], "a\\xffb"),
            ([0xC3], "\\xc3"),
            ([0xED, 0xA0, 0x80], "\\xed\\xa0\\x80"),
            (Array("a\\xff".utf8), "a\\\\xff"),
            (Array("\u{1b}[2J\n".utf8), "\\x1b[2J\\x0a"),
            (Array("\u{202e}".utf8), "\\xe2\\x80\\xae"),
        ] as [([UInt8], String)]
    )
    func shows(_ bytes: [UInt8], _ text: String) {
        #expect(PathText.shown(bytes) == text)
    }

    @Test func quotedTextIsCut() {
        #expect(PathText.quoted("a\"b") == "\"a\"b\"")
        #expect(PathText.quoted(String(repeating: "\u{e9}", count: 100)).hasSuffix("\u{e9}\""))
        let long = PathText.quoted(String(repeating: "\u{e9}", count: 1_000_000))
        #expect(long.hasSuffix("...\""))
        #expect(long.count == 105)
    }
}
