/// Paths as text: cut into components, and shown to a person.
package enum PathText {
    /// The components of a path, empty ones included.
    ///
    /// Cut at bytes: as characters, a slash and a combining mark after it are one, and would hide a component.
    package static func components(_ path: String) -> [Substring] {
        path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map { Substring($0) }
    }

    /// Shows the bytes of a name or path as text without control characters. What is not printable UTF-8 becomes
    /// `\xNN` and a backslash `\\`, so that names with different bytes never become the same text.
    package static func shown(_ bytes: [UInt8]) -> String {
        var result = ""
        var rest = bytes[...]
        while let first = rest.first {
            let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
            let text = String(validating: rest.prefix(length), as: UTF8.self)
            if let scalar = text?.unicodeScalars.first, isPrintable(scalar) {
                result.unicodeScalars.append(scalar)
                rest = rest.dropFirst(length)
            } else if first == UInt8(ascii: "\\") {
                result += "\\\\"
                rest = rest.dropFirst()
            } else {
                result += "\\x" + HexText.text([first])
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// Shows text from a hostile source inside a message: in quotation marks, and cut after 100 code points.
    package static func quoted(_ text: String) -> String {
        let scalars = text.unicodeScalars
        let cut = String(String.UnicodeScalarView(scalars.prefix(100)))
        return "\"\(shown(Array(cut.utf8)))\(scalars.dropFirst(100).isEmpty ? "" : "...")\""
    }

    /// Whether a code point may stand in a path or a message: not a control character, and none of those that make a
    /// terminal show another name than the one on disk.
    static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: !scalar.properties.isBidiControl
        }
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        scalar != "\\" && isHarmless(scalar)
    }
}
