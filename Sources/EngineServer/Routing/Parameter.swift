/// A parameter of a route's path or query, or the header that takes its place.
struct Parameter: Sendable {
    enum Form: Sendable {
        case integer(ClosedRange<Int>)
        case word([String])
        case boolean
        case pluginID
        case inboxEntry
        case text(maxLength: Int)
    }

    let name: String
    let form: Form
    let description: String
    /// What counts when it is left out, for the document.
    var standard: String?
    var isHeader = false

    /// Whether a value has the form.
    func accepts(_ value: String) -> Bool {
        switch form {
        case .integer(let range):
            // "+1" and "007" are numbers to Int and none to the schema.
            Int(value).map { range.contains($0) && String($0) == value } ?? false
        case .word(let words): words.contains(value)
        case .boolean: value == "true" || value == "false"
        case .pluginID: PathSegment.isPluginID(value)
        case .inboxEntry: PathSegment.isInboxEntry(value)
        case .text(let maxLength): !value.isEmpty && value.unicodeScalars.count <= maxLength
        }
    }

    /// What a value must be, in words.
    var expectation: String {
        switch form {
        case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
        case .word(let words): "one of \(words.joined(separator: ", "))"
        case .boolean: "true or false"
        case .pluginID: "a plugin id: 1 to 64 lower-case letters, digits and hyphens, the first no hyphen"
        case .inboxEntry: "the name of an entry of the inbox, without '/' and not hidden"
        case .text(let maxLength): "a text of at most \(maxLength) characters"
        }
    }
}
