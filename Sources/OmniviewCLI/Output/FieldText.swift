/// Names and values behind the message of a line, as events and logs have them.
enum FieldText {
    /// What comes first, so that a change is read from what was to what is; all others follow by name.
    private static let first = ["from", "to"]

    /// The values with their names, a blank before each.
    static func text(_ fields: [(name: String, text: String)], on terminal: Terminal) -> String {
        let sorted = fields.sorted { left, right in
            let (one, other) = (rank(left.name), rank(right.name))
            return one == other ? left.name < right.name : one < other
        }
        return sorted.map { field in
            " \(terminal.dim(Terminal.safe("\(field.name)=")))\(Terminal.safe(quoted(field.text)))"
        }.joined()
    }

    /// The value, in quotation marks where it would not be seen where it ends.
    static func quoted(_ text: String) -> String {
        guard text.contains(where: \.isWhitespace) else { return text }
        return "\"" + text.replacing("\"", with: "\\\"") + "\""
    }

    private static func rank(_ name: String) -> Int { first.firstIndex(of: name) ?? first.count }
}
