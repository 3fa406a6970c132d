/// Reads lines, words and numbers of what a kernel writes, in place.
///
/// Whatever the bytes are, reading them ends: what is not there or does not fit is nil, and nothing traps.
struct TextCursor {
    private let bytes: [UInt8]
    private var position: Int
    private let end: Int

    /// A cursor at the beginning of a part of the bytes; of all of them, unless it is given.
    init(_ bytes: [UInt8], _ part: Range<Int>? = nil) {
        self.bytes = bytes
        let part = (part ?? bytes.indices).clamped(to: bytes.indices)
        position = part.lowerBound
        end = part.upperBound
    }

    init(_ text: String) { self.init(Array(text.utf8)) }

    var isAtEnd: Bool { position >= end }

    /// The next byte, without moving.
    var next: UInt8? { position < end ? bytes[position] : nil }

    /// What is left.
    var rest: ArraySlice<UInt8> { bytes[position..<end] }

    /// The line that begins here, without its end; nil at the end of the text. Moves to the next line.
    mutating func line() -> TextCursor? {
        guard position < end else { return nil }
        let stop = bytes[position..<end].firstIndex(of: UInt8(ascii: "\n")) ?? end
        defer { position = min(end, stop + 1) }
        return TextCursor(bytes, position..<stop)
    }

    /// The next run of bytes other than spaces and tabs, in this line; nil when there is none.
    mutating func word() -> ArraySlice<UInt8>? {
        skipBlanks()
        let start = position
        while position < end, !Self.isBlank(bytes[position]), bytes[position] != UInt8(ascii: "\n") { position += 1 }
        return position > start ? bytes[start..<position] : nil
    }

    /// The next word as a decimal number; nil when it is none, or over 64 bits. Moves behind the word either way.
    mutating func number() -> UInt64? {
        word().flatMap(Self.number(of:))
    }

    /// Skips words; false when there were fewer.
    mutating func skip(words count: Int) -> Bool {
        for _ in 0..<count where word() == nil { return false }
        return true
    }

    /// What stands before the next of a byte, moving behind it; nil, without moving, when there is none.
    mutating func text(before byte: UInt8) -> ArraySlice<UInt8>? {
        guard let stop = bytes[position..<end].firstIndex(of: byte) else { return nil }
        defer { position = stop + 1 }
        return bytes[position..<stop]
    }

    /// What stands before the last of a byte, moving behind it; nil, without moving, when there is none.
    mutating func text(beforeLast byte: UInt8) -> ArraySlice<UInt8>? {
        guard let stop = bytes[position..<end].lastIndex(of: byte) else { return nil }
        defer { position = stop + 1 }
        return bytes[position..<stop]
    }

    /// Digits alone as a number.
    static func number(of word: ArraySlice<UInt8>) -> UInt64? {
        guard !word.isEmpty else { return nil }
        var value: UInt64 = 0
        for byte in word {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isOver) = tens.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            guard !isTooLarge, !isOver else { return nil }
            value = sum
        }
        return value
    }

    private mutating func skipBlanks() {
        while position < end, Self.isBlank(bytes[position]) { position += 1 }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}

extension String {
    /// Bytes as text that is fit to be shown: what is no UTF-8 is replaced, control characters become spaces.
    init(showing bytes: some Collection<UInt8>) {
        self.init(decoding: bytes.lazy.map { $0 < 0x20 || $0 == 0x7f ? 0x20 : $0 }, as: UTF8.self)
    }
}

extension ArraySlice<UInt8> {
    /// Whether these are the bytes of a text.
    func says(_ text: StaticString) -> Bool {
        text.withUTF8Buffer { elementsEqual($0) }
    }
}
