/// Evaluates the part of JSON Schema 2020-12 that the published schema uses, and refuses every other keyword.
struct SchemaEvaluator {
    struct UnknownKeyword: Error, Equatable {
        let keyword: String
    }

    struct Malformed: Error {
        let reason: String
    }

    private let root: JSONValue

    init(schema: JSONValue) {
        root = schema
    }

    init(json: String) throws {
        self.init(schema: try JSONValue(json: json))
    }

    func accepts(_ value: JSONValue) throws -> Bool {
        try accepts(value, by: root)
    }

    private func accepts(_ value: JSONValue, by schema: JSONValue) throws -> Bool {
        if case .boolean(let accepted) = schema { return accepted }
        guard case .object(let keywords) = schema else { throw Malformed(reason: "a schema is an object or a boolean") }
        // Every keyword is looked at even after one has refused, so that an unknown one is always noticed.
        var accepted = true
        for (keyword, argument) in keywords {
            let holds = try check(keyword, argument, value, in: schema)
            accepted = holds && accepted
        }
        return accepted
    }

    private func check(_ keyword: String, _ argument: JSONValue, _ value: JSONValue, in schema: JSONValue) throws
        -> Bool
    {
        switch keyword {
        case "$schema", "$id", "$defs", "title", "description", "then", "else": true
        case "$ref": try accepts(value, by: resolve(argument))
        case "type": list(argument).contains { Self.type($0, fits: value) }
        case "enum": list(argument).contains(value)
        case "const": argument == value
        case "anyOf": try list(argument).map { try accepts(value, by: $0) }.contains(true)
        case "if": try checkCondition(argument, value, in: schema)
        case "minimum", "maximum", "exclusiveMinimum": try checkNumber(keyword, argument, value)
        case "pattern", "maxLength": try checkString(keyword, argument, value)
        case "items", "prefixItems", "minItems", "maxItems", "uniqueItems":
            try checkArray(keyword, argument, value, in: schema)
        case "required", "properties", "additionalProperties", "propertyNames", "minProperties", "maxProperties":
            try checkObject(keyword, argument, value, in: schema)
        default: throw UnknownKeyword(keyword: keyword)
        }
    }

    private func resolve(_ reference: JSONValue) throws -> JSONValue {
        guard case .string(let text) = reference, text.hasPrefix("#/$defs/"),
            let target = root["$defs"]?[String(text.dropFirst("#/$defs/".count))]
        else { throw Malformed(reason: "cannot resolve \(reference)") }
        return target
    }

    private func checkCondition(_ condition: JSONValue, _ value: JSONValue, in schema: JSONValue) throws -> Bool {
        let branch = try accepts(value, by: condition) ? schema["then"] : schema["else"]
        return try branch.map { try accepts(value, by: $0) } ?? true
    }

    private func checkNumber(_ keyword: String, _ argument: JSONValue, _ value: JSONValue) throws -> Bool {
        guard case .number(let number) = value else { return true }
        let bound = try self.number(argument)
        return switch keyword {
        case "minimum": number >= bound
        case "maximum": number <= bound
        default: number > bound
        }
    }

    private func checkString(_ keyword: String, _ argument: JSONValue, _ value: JSONValue) throws -> Bool {
        guard case .string(let text) = value else { return true }
        if keyword == "maxLength" { return Double(text.unicodeScalars.count) <= (try number(argument)) }
        guard case .string(let pattern) = argument else { throw Malformed(reason: "pattern is not a string") }
        return try Regex(pattern).matchingSemantics(.unicodeScalar).firstMatch(in: text) != nil
    }

    private func checkArray(
        _ keyword: String,
        _ argument: JSONValue,
        _ value: JSONValue,
        in schema: JSONValue
    ) throws -> Bool {
        guard case .array(let items) = value else { return true }
        switch keyword {
        case "minItems": return Double(items.count) >= (try number(argument))
        case "maxItems": return Double(items.count) <= (try number(argument))
        case "uniqueItems": return argument == .boolean(false) || Set(items).count == items.count
        case "prefixItems":
            return try zip(items, list(argument)).map { try accepts($0, by: $1) }.allSatisfy { $0 }
        default:
            let prefix = schema["prefixItems"].map { list($0).count } ?? 0
            return try items.dropFirst(prefix).map { try accepts($0, by: argument) }.allSatisfy { $0 }
        }
    }

    private func checkObject(
        _ keyword: String,
        _ argument: JSONValue,
        _ value: JSONValue,
        in schema: JSONValue
    ) throws -> Bool {
        guard case .object(let members) = value else { return true }
        switch keyword {
        case "required":
            return list(argument).allSatisfy { if case .string(let key) = $0 { members[key] != nil } else { false } }
        case "minProperties": return Double(members.count) >= (try number(argument))
        case "maxProperties": return Double(members.count) <= (try number(argument))
        case "propertyNames": return try members.keys.map { try accepts(.string($0), by: argument) }.allSatisfy { $0 }
        case "properties":
            return try argument.members.map { key, schema in
                try members[key].map { try accepts($0, by: schema) } ?? true
            }.allSatisfy { $0 }
        default:
            let known = schema["properties"]?.members ?? [:]
            return try members.filter { known[$0.key] == nil }.map { try accepts($0.value, by: argument) }
                .allSatisfy { $0 }
        }
    }

    private func list(_ value: JSONValue) -> [JSONValue] {
        if case .array(let items) = value { items } else { [value] }
    }

    private func number(_ value: JSONValue) throws -> Double {
        guard case .number(let number) = value else { throw Malformed(reason: "\(value) is not a number") }
        return number
    }

    private static func type(_ name: JSONValue, fits value: JSONValue) -> Bool {
        switch (name, value) {
        case (.string("null"), .null), (.string("boolean"), .boolean), (.string("number"), .number): true
        case (.string("string"), .string), (.string("array"), .array), (.string("object"), .object): true
        case (.string("integer"), .number(let number)): number.rounded() == number
        default: false
        }
    }
}
