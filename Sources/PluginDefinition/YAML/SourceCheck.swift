/// Looks at the bytes of a file before YAML does: encoding, characters, directives.
///
/// One linear pass without allocation. What passes is valid UTF-8 in which only line feed and carriage return break
/// lines, so that the lines counted here, by YAML and by an editor are the same.
struct SourceCheck {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let limits: DefinitionLimits
    private var offset = 0
    private var position = Position.start
    private var directives = 0

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// The bytes to parse, or nil when something was found that makes parsing pointless.
    static func check(
        _ bytes: UnsafeBufferPointer<UInt8>,
        limits: DefinitionLimits,
        into bag: inout DiagnosticBag
    ) -> UnsafeBufferPointer<UInt8>? {
        guard bytes.count <= limits.fileBytes else {
            bag.add(.error, .fileTooLarge, at: .start, tooLarge(bytes.count, limits: limits))
            return nil
        }
        if let encoding = foreignEncoding(of: bytes) {
            bag.add(.error, .wrongEncoding, at: .start, "the file is \(encoding); save it as UTF-8")
            return nil
        }
        var text = bytes
        if bytes.starts(with: byteOrderMark) {
            bag.add(.warning, .byteOrderMark, at: .start, "the file starts with a byte order mark; UTF-8 needs none")
            text = UnsafeBufferPointer(rebasing: bytes.dropFirst(byteOrderMark.count))
        }
        var check = SourceCheck(bytes: text, limits: limits)
        return check.run(into: &bag) ? text : nil
    }

    static func tooLarge(_ count: Int?, limits: DefinitionLimits) -> String {
        let size = count.map { "\($0) bytes long" } ?? "too large"
        return "the file is \(size); a definition may have \(limits.fileBytes) bytes"
    }

    private init(bytes: UnsafeBufferPointer<UInt8>, limits: DefinitionLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    private static func foreignEncoding(of bytes: UnsafeBufferPointer<UInt8>) -> String? {
        let head = Array(bytes.prefix(4))
        if head == [0xFF, 0xFE, 0, 0] || head == [0, 0, 0xFE, 0xFF] { return "UTF-32" }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) { return "UTF-16" }
        // Without a mark, ASCII in UTF-16 shows as every other byte being zero.
        guard head.count == 4 else { return nil }
        if head[0] != 0, head[1] == 0, head[2] != 0, head[3] == 0 { return "UTF-16" }
        if head[0] == 0, head[1] != 0, head[2] == 0, head[3] != 0 { return "UTF-16" }
        return nil
    }

    private mutating func run(into bag: inout DiagnosticBag) -> Bool {
        var clean = true
        while offset < bytes.count {
            let byte = bytes[offset]
            if byte == UInt8(ascii: "%"), position.column == 1 {
                directives += 1
                if directives > limits.directives {
                    bag.add(
                        .error,
                        .tooManyDirectives,
                        at: position,
                        "more than \(limits.directives) lines begin with `%`; a definition needs no directives"
                    )
                    return false
                }
            }
            let (scalar, length) = byte < 0x80 ? (UInt32(byte), 1) : decode()
            guard let scalar else {
                let shown = "0x" + String(byte, radix: 16, uppercase: true)
                bag.add(.error, .invalidUTF8, at: position, "byte \(shown) is not UTF-8; save the file as UTF-8")
                return false
            }
            if Self.isForbidden(scalar) {
                clean = false
                bag.add(.error, .controlCharacter, at: position, Self.complaint(about: scalar))
                // A binary file is full of them, and one is enough to refuse it.
                if scalar == 0 || bag.isFull { return false }
            }
            advance(past: scalar, length: length)
        }
        bag.end = position
        return clean
    }

    private mutating func advance(past scalar: UInt32, length: Int) {
        offset += length
        let isCarriageReturn = scalar == 0x0D && !(offset < bytes.count && bytes[offset] == 0x0A)
        if scalar == 0x0A || isCarriageReturn {
            position.line += 1
            position.column = 1
        } else {
            position.column += 1
        }
    }

    private static func isForbidden(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0x09, 0x0A, 0x0D: false
        case 0x00...0x1F, 0x7F...0x9F: true
        case 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private static func complaint(about scalar: UInt32) -> String {
        guard scalar != 0, let unicode = Unicode.Scalar(scalar) else {
            return "the file contains a NUL byte; a definition is text"
        }
        let name = Confusables.name(of: unicode)
        return "the file contains the control character \(name); remove it, or escape it in double quotes"
    }

    /// Decodes one sequence of two to four bytes as the Unicode standard's table 3-7 has it.
    private func decode() -> (scalar: UInt32?, length: Int) {
        let first = bytes[offset]
        let (count, lowest): (Int, UInt32)
        switch first {
        case 0xC2...0xDF: (count, lowest) = (2, 0x80)
        case 0xE0...0xEF: (count, lowest) = (3, 0x800)
        case 0xF0...0xF4: (count, lowest) = (4, 0x10000)
        default: return (nil, 1)
        }
        guard offset + count <= bytes.count else { return (nil, 1) }
        var scalar = UInt32(first) & (0xFF >> UInt32(count + 1))
        for index in 1..<count {
            let byte = bytes[offset + index]
            guard byte & 0xC0 == 0x80 else { return (nil, 1) }
            scalar = scalar << 6 | UInt32(byte & 0x3F)
        }
        guard scalar >= lowest, Unicode.Scalar(scalar) != nil else { return (nil, 1) }
        return (scalar, count)
    }
}
