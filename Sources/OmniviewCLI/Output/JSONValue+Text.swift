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

    /// The members of an object by name, or the value alone, without a name when it is not empty.
    var fields: [(name: String, text: String)] {
        switch self {
        case .object(let members): members.sorted { $0.key < $1.key }.map { ($0.key, $0.value.text) }
        case .null, .string(""): []
        default: [("data", text)]
        }
    }
}
