/// Makes text from a file safe to show: a message goes to terminals, logs and pages.
enum Printable {
    /// How many scalars of a value are repeated in a message.
    static let longestQuote = 60

    /// `text` between backticks, cut to ``longestQuote``, with everything that does not show escaped.
    static func quote(_ text: String) -> String {
        var quoted = "`"
        var count = 0
        for scalar in text.unicodeScalars {
            if count == longestQuote {
                quoted += "…"
                break
            }
            quoted += isPrintable(scalar) ? String(scalar) : "\\u{\(String(scalar.value, radix: 16))}"
            count += 1
        }
        return quoted + "`"
    }

    /// `U+0430`.
    static func codePoint(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }

    /// Whether a scalar shows as itself and leaves its neighbours where they are.
    static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    /// Whether a scalar may stand in a string of a definition.
    ///
    /// Refused are control characters other than a line break, and the characters that reorder the text around them,
    /// with which a name can be shown as another.
    static func isAllowedInText(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: true
        case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF: false
        case 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069: false
        default: true
        }
    }
}
