import Testing

@testable import OmniviewCLI

@Suite struct TerminalTests {
    @Test(arguments: [
        ("plain, with a tab\t and ünïcode 日本", "plain, with a tab\t and ünïcode 日本"),
        ("\u{1b}[31m", "\\u{1b}[31m"),
        ("one\ntwo\r", "one\\u{a}two\\u{d}"),
        ("\u{9b}2J\u{7f}\0", "\\u{9b}2J\\u{7f}\\u{0}"),
        ("a\u{202e}b\u{2066}c\u{2028}d", "a\\u{202e}b\\u{2066}c\\u{2028}d"),
    ])
    func controlCharactersBecomeVisible(text: String, safe: String) {
        #expect(Terminal.safe(text) == safe)
    }

    @Test func linesStayLines() {
        #expect(Terminal.safe(lines: "one\n\u{1b}two\n\n") == "one\n\\u{1b}two\n\n")
    }

    @Test(arguments: [(1.0, 1, "1.0"), (0.05, 1, "0.1"), (1234.5678, 3, "1234.568"), (2, 3, "2.000")])
    func numbersHaveTheDecimalsAskedFor(number: Double, decimals: Int, text: String) {
        #expect(number.text(decimals: decimals) == text)
    }
}
