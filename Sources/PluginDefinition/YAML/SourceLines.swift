/// The lines of a file that ``SourceCheck`` has passed; used only to explain a syntax error.
struct SourceLines {
    private let bytes: UnsafeBufferPointer<UInt8>

    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        self.bytes = bytes
    }

    /// The tab in the indentation of the line at `position`, before or at that position's column.
    func indentingTab(upTo position: Position) -> Position? {
        guard let start = start(ofLine: position.line) else { return nil }
        var column = 1
        for byte in bytes[start...] {
            switch byte {
            case UInt8(ascii: "\t"): return Position(line: position.line, column: column)
            case UInt8(ascii: " "): column += 1
            default: return nil
            }
        }
        return nil
    }

    /// `position`, moved back into its line where the parser points past the line's end.
    func clamp(_ position: Position) -> Position {
        guard let start = start(ofLine: position.line) else { return position }
        var length = 0
        for byte in bytes[start...] {
            if byte == 0x0A || byte == 0x0D { break }
            if byte & 0xC0 != 0x80 { length += 1 }
        }
        return Position(line: position.line, column: min(position.column, length + 1))
    }

    private func start(ofLine line: Int) -> Int? {
        if line <= 1 { return 0 }
        var current = 1
        for index in bytes.indices where isLineEnd(at: index) {
            current += 1
            if current == line { return index + 1 }
        }
        return nil
    }

    private func isLineEnd(at index: Int) -> Bool {
        switch bytes[index] {
        case 0x0A: true
        case 0x0D: index + 1 == bytes.count || bytes[index + 1] != 0x0A
        default: false
        }
    }
}
