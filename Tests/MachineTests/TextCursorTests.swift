import Testing

@testable import machine

@Suite struct TextCursorTests {
    @Test func readsLinesWordsAndNumbers() throws {
        var text = TextCursor("cpu  10 x\n\nlast\t18446744073709551615 18446744073709551616")
        let first = text.line()
        var line = try #require(first)
        let word = line.word()
        #expect(word?.says("cpu") == true)
        #expect(numbers(2, of: &line) == [10, nil])
        #expect(line.isAtEnd)
        let empty = text.line()
        #expect(empty?.isAtEnd == true)
        let last = text.line()
        line = try #require(last)
        let (one, more) = (line.skip(words: 1), numbers(2, of: &line))
        #expect(one)
        #expect(more == [.max, nil])
        let (another, end) = (line.skip(words: 1), text.line())
        #expect(!another)
        #expect(end == nil)
    }

    private func numbers(_ count: Int, of line: inout TextCursor) -> [UInt64?] {
        (0..<count).map { _ in line.number() }
    }

    @Test func splitsAtTheFirstOrTheLastOfAByte() {
        var text = TextCursor("1 (a) b) S")
        let parts = [
            text.text(before: UInt8(ascii: "#")), text.text(before: UInt8(ascii: "(")),
            text.text(beforeLast: UInt8(ascii: ")")), text.word(), text.text(beforeLast: UInt8(ascii: ")")),
        ]
        #expect(parts.map { $0.map { String(showing: $0) } } == [nil, "1 ", "a) b", "S", nil])
    }

    @Test func endsWhateverThePart() {
        for part in [0..<0, 0..<99, 5..<99, 99..<100] {
            var text = TextCursor(Array("a b".utf8), part)
            while text.line() != nil {}
            #expect(text.isAtEnd)
            #expect(text.next == nil)
        }
    }

    @Test func showsNoControlCharacters() {
        #expect(String(showing: Array("a\u{1b}[2J\0b\u{7f}".utf8)) == "a [2J b ")
        #expect(String(showing: [0x61, 0xff, 0x62]) == "a\u{fffd}b")
    }
}
