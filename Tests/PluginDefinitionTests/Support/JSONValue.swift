import Foundation

@testable import PluginDefinition

/// A JSON value, from JSON text or from the tree of a YAML document.
enum JSONValue: Hashable, Sendable {
    case null
    case boolean(Bool)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    init(json: String) throws {
        self = try JSONDecoder().decode(JSONValue.self, from: Data(json.utf8))
    }

    init(_ node: YAMLNode) {
        switch node.value {
        case .broken: self = .null
        case .sequence(let items): self = .array(items.map(JSONValue.init))
        case .mapping(let entries):
            self = .object(
                Dictionary(entries.map { ($0.key, JSONValue($0.value)) }, uniquingKeysWith: { first, _ in first })
            )
        case .scalar(let scalar):
            switch scalar.kind {
            case .null: self = .null
            case .boolean:
                self = .boolean(["true", "yes", "on", "y"].contains(scalar.text.lowercased()))
            case .integer, .decimal: self = .number(Double(scalar.text) ?? .infinity)
            case .string: self = .string(scalar.text)
            }
        }
    }

    subscript(key: String) -> JSONValue? {
        if case .object(let members) = self { members[key] } else { nil }
    }

    var members: [String: JSONValue] {
        if case .object(let members) = self { members } else { [:] }
    }
}

extension YAMLNode {
    /// The tree of a document, or nil when there is none.
    static func tree(of bytes: [UInt8]) -> YAMLNode? {
        var bag = DiagnosticBag(file: "f", limit: 100)
        return bytes.withUnsafeBufferPointer { buffer in
            SourceCheck.check(buffer, limits: .default, into: &bag).flatMap {
                YAMLComposer.compose($0, limits: .default, into: &bag)
            }
        }
    }
}

extension JSONValue: Decodable {
    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSONValue].self))
        }
    }
}
