/// Permission bits as text: four octal digits, such as `0755`.
enum ModeText {
    /// Writes a mode, with the setuid, setgid and sticky bits as the first digit.
    static func text(_ mode: UInt16) -> String {
        let digits = String(mode, radix: 8)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Reads exactly four octal digits, or nil.
    static func mode(_ text: String) -> UInt16? {
        let isOctal =
            text.utf8.count == 4 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "7")).contains($0) }
        return isOctal ? UInt16(text, radix: 8) : nil
    }
}

/// Bytes as lower-case hexadecimal digits.
package enum HexText {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Writes two digits for each byte.
    static func text(_ bytes: some Sequence<UInt8>) -> String {
        var result: [UInt8] = []
        for byte in bytes {
            result.append(digits[Int(byte >> 4)])
            result.append(digits[Int(byte & 15)])
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// The bytes that two digits each stand for; of text that is no such digits, nothing.
    package static func bytes(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let high = rest.popFirst(), let low = rest.popFirst() {
            guard let high = digits.firstIndex(of: high), let low = digits.firstIndex(of: low) else { return [] }
            bytes.append(UInt8(high << 4 | low))
        }
        return bytes
    }

    /// Whether the text is a SHA-256 as a manifest writes it.
    package static func isDigest(_ text: String) -> Bool {
        text.utf8.count == 64 && text.utf8.allSatisfy(digits.contains)
    }
}
