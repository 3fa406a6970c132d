/// Cuts text to a length in bytes, between characters.
enum LogText {
    /// The beginning of a text that takes at most so many bytes of UTF-8, and whether something is missing.
    static func cut(_ text: String, to limit: Int) -> (text: String, isCut: Bool) {
        guard text.utf8.count > limit else { return (text, false) }
        var end = text.utf8.index(text.startIndex, offsetBy: max(limit, 0))
        // Back to where a scalar begins; at most three steps.
        while end > text.startIndex, UTF8.isContinuation(text.utf8[end]) { end = text.utf8.index(before: end) }
        return (String(text[..<end]), true)
    }
}
