import Testing

@testable import PluginProtocol

@Suite("JSON string")
struct JSONStringTests {
    private func write(_ text: String, limit: Int = .max) -> (text: String, isWhole: Bool) {
        var bytes: [UInt8] = []
        let isWhole = JSONString.write(text, to: &bytes, limit: limit)
        return (String(decoding: bytes, as: UTF8.self), isWhole)
    }

    @Test(
        "A text that fits is written whole",
        arguments: [("", 0), ("0123456789", 10), ("\n\n", 4), ("ü", 2), ("\u{1}", 6)]
    )
    func fits(text: String, limit: Int) {
        let written = write(text, limit: limit)
        #expect(written.isWhole)
        #expect(written.text.utf8.count == limit + 2)
        #expect(written.text == write(text).text)
    }

    @Test(
        "A longer text is cut between characters, with its mark inside the limit",
        arguments: ["x", "ü", "\u{1}", "🐎"]
    )
    func cut(character: String) {
        let text = String(repeating: character, count: 100)
        let one = write(character).text.utf8.count - 2
        for limit in JSONString.cutMark.utf8.count..<60 {
            let written = write(text, limit: limit)
            #expect(!written.isWhole)
            let kept = (limit - JSONString.cutMark.utf8.count) / one
            #expect(written.text == write(String(repeating: character, count: kept) + JSONString.cutMark).text)
        }
    }
}
