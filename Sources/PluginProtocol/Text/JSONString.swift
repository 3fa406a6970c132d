/// Strings of JSON, written.
package enum JSONString {
    private static let digits = Array("0123456789abcdef".utf8)

    /// Writes the text between quotation marks, escaped where JSON wants it and where a line would break.
    ///
    /// - Parameter limit: How many bytes the result may have between its marks; a longer text is cut at a character
    ///   and ends with ``cutMark``.
    /// - Returns: Whether the whole text is there.
    @discardableResult
    package static func write(_ text: String, to bytes: inout [UInt8], limit: Int = .max) -> Bool {
        bytes.append(UInt8(ascii: "\""))
        let start = bytes.count
        var cut = start
        var isWhole = true
        for scalar in text.unicodeScalars {
            write(scalar, to: &bytes)
            if bytes.count - start > limit {
                bytes.removeLast(bytes.count - cut)
                bytes += cutMark.utf8
                isWhole = false
                break
            }
            if bytes.count - start + cutMark.utf8.count <= limit { cut = bytes.count }
        }
        bytes.append(UInt8(ascii: "\""))
        return isWhole
    }

    /// What stands at the end of a text that was cut.
    static let cutMark = "... (cut)"

    private static func write(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"": bytes += "\\\"".utf8
        case "\\": bytes += "\\\\".utf8
        case "\n": bytes += "\\n".utf8
        case "\r": bytes += "\\r".utf8
        case "\t": bytes += "\\t".utf8
        case "\u{0}"..."\u{1f}", "\u{7f}"..."\u{9f}", "\u{2028}", "\u{2029}":
            bytes += "\\u".utf8
            for shift in [12, 8, 4, 0] { bytes.append(digits[Int(scalar.value >> UInt32(shift) & 15)]) }
        default:
            bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        }
    }
}
