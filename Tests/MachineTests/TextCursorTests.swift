import Testing

@testable import machine

@Suite struct TextCursorTests {
    @Test func readsLinesWordsAndNumbers() throws {
        var text = TextCursor("cpu  10 x\n\nlast\t18446744073709551615 18446744073709551616")
        var line = try #require(text.line())
        #expect(line.word()?.says("cpu") == true)
        #expect(line.number() == 10)
        #expect(line.number() == nil)
        #expect(line.word() == nil)
        #expect(text.line()?.isAtEnd == true)
        line = try #require(text.line())
        #expect(line.skip(words: 1))
        #expect(line.number() == .max)
        #expect(line.number() == nil)
        #expect(!line.skip(words: 1))
        #expect(text.line() == nil)
    }

    @Test func splitsAtTheFirstOrTheLastOfAByte() {
        var text = TextCursor("1 (a) b) S")
        #expect(text.text(before: UInt8(ascii: "#")) == nil)
        #expect(text.text(before: UInt8(ascii: "("))?.says("1 ") == true)
        #expect(text.text(beforeLast: UInt8(ascii: ")"))?.says("a) b") == true)
        #expect(text.word()?.says("S") == true)
        #expect(text.text(beforeLast: UInt8(ascii: ")")) == nil)
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
