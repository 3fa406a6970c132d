/// Text from the other side made safe to print: nothing that moves a cursor, hides or breaks a line, and not too long.
public enum SafeText {
    /// How many bytes of the other side's text a message repeats. Default: 256.
    public static let defaultLimit = 256

    /// The bytes as printable text.
    ///
    /// A backslash and everything that is not printed as itself (control and format characters, line separators,
    /// unusual spaces, bytes that are not UTF-8) is written as Go writes it in a string literal: `\n`, `\x1b`,
    /// `\u202e`. The result has at most ten bytes for each byte repeated and a short remark about the rest.
    ///
    /// - Parameter limit: How many bytes are repeated.
    public static func escaping(_ bytes: some Collection<UInt8>, limit: Int = defaultLimit) -> String {
        escape(bytes, limit: limit, quote: false)
    }

    /// The text as printable text, as ``escaping(_:limit:)`` does for bytes.
    public static func escaping(_ text: String, limit: Int = defaultLimit) -> String {
        escape(text.utf8, limit: limit, quote: false)
    }

    /// The bytes as printable text between quotation marks; those inside are escaped too.
    public static func quoting(_ bytes: some Collection<UInt8>, limit: Int = defaultLimit) -> String {
        escape(bytes, limit: limit, quote: true)
    }

    /// The text as printable text between quotation marks; those inside are escaped too.
    public static func quoting(_ text: String, limit: Int = defaultLimit) -> String {
        escape(text.utf8, limit: limit, quote: true)
    }

    private static func escape(_ bytes: some Collection<UInt8>, limit: Int, quote: Bool) -> String {
        let kept = Array(bytes.prefix(max(limit, 0)))
        var text = quote ? "\"" : ""
        var iterator = kept.makeIterator()
        var parser = Unicode.UTF8.ForwardParser()
        var position = 0
        parsing: while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let encoded):
                position += encoded.count
                append(Unicode.UTF8.decode(encoded), to: &text, quote: quote)
            case .error(let length):
                for byte in kept[position..<min(position + length, kept.count)] {
                    text += "\\x" + hex(UInt32(byte), digits: 2)
                }
                position += length
            case .emptyInput:
                break parsing
            }
        }
        if quote { text += "\"" }
        let rest = bytes.count - kept.count
        return rest > 0 ? "\(text)... (\(rest) bytes more)" : text
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String, quote: Bool) {
        switch scalar {
        case "\n": text += "\\n"
        case "\r": text += "\\r"
        case "\t": text += "\\t"
        case "\\": text += "\\\\"
        case "\"" where quote: text += "\\\""
        case _ where isPrintable(scalar): text.unicodeScalars.append(scalar)
        case _ where scalar.value < 0x80: text += "\\x" + hex(scalar.value, digits: 2)
        case _ where scalar.value < 0x1_0000: text += "\\u" + hex(scalar.value, digits: 4)
        default: text += "\\U" + hex(scalar.value, digits: 8)
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (0x20..<0x7f).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default:
            return true
        }
    }

    private static func hex(_ value: UInt32, digits: Int) -> String {
        let text = String(value, radix: 16)
        return String(repeating: "0", count: max(digits - text.count, 0)) + text
    }
}
