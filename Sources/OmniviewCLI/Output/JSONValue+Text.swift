import EngineAPI

extension JSONValue {
    /// The value as a person writes it: a text without its quotes, anything deeper as JSON.
    var text: String {
        switch self {
        case .string(let text): text
        case .null: ""
        default: (try? EngineJSON.encode(self)).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }

    /// Whether it fits into a line: one value, or a list of such.
    var isShort: Bool {
        switch self {
        case .object: false
        case .array(let values):
            values.allSatisfy { value in
                switch value {
                case .array, .object: false
                default: true
                }
            }
        default: true
        }
    }

    /// The members of an object by name, or the value alone, without a name when it is not empty.
    var fields: [(name: String, text: String)] {
        switch self {
        case .object(let members): members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.text) }
        case .null, .string(""): []
        default: [("data", text)]
        }
    }
}
