/// Text from elsewhere, shown inside a message.
enum PathText {
    /// The text in quotation marks, without control characters, and cut after 200 code points.
    static func quoted(_ text: String) -> String { "\"\(shown(text, limit: 200))\"" }

    /// The text without control characters, and cut after `limit` code points.
    static func shown(_ text: String, limit: Int) -> String {
        var result = String.UnicodeScalarView()
        var rest = text.unicodeScalars[...]
        for scalar in rest.prefix(limit) {
            result.append(isHarmless(scalar) ? scalar : "?")
        }
        rest = rest.dropFirst(limit)
        return String(result) + (rest.isEmpty ? "" : "...")
    }

    private static func isHarmless(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator: false
        default: !scalar.properties.isBidiControl
        }
    }
}
