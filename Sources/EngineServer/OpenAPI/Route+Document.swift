import EngineAPI
import HTTPTypes

extension Route {
    /// The route in the document.
    var documentOperation: JSONValue {
        var members: [String: JSONValue] = [
            "operationId": .string(name),
            "summary": .string(summary),
            "responses": .object(answers),
        ]
        var inputs = parameters.map(\.documentParameter)
        if let pathParameter {
            inputs.insert(
                [
                    "name": .string(pathParameter.name), "in": "path", "required": true,
                    "description": .string(pathParameter.description), "schema": pathParameter.form.documentSchema,
                ],
                at: 0
            )
        }
        if !inputs.isEmpty { members["parameters"] = .array(inputs) }
        if let body {
            members["requestBody"] = ["required": true, "content": ["application/json": ["schema": Self.link(body)]]]
        }
        if isOpen { members["security"] = [] }
        return .object(members)
    }

    private var answers: [String: JSONValue] {
        var answers: [String: JSONValue] = [String(status): .object(answer)]
        for (status, types) in Dictionary(grouping: allProblems, by: \.status) {
            let codes = types.map { "`\($0.rawValue)`" }.sorted().joined(separator: ", ")
            answers[String(status)] = [
                "description": .string(codes),
                "content": ["application/problem+json": ["schema": Self.link("Problem")]],
            ]
        }
        return answers
    }

    /// The problems of this route and those that any request can have.
    var allProblems: Set<ProblemType> {
        var all: Set<ProblemType> = [
            .badRequest, .badParameter, .hostRefused, .routeNotFound, .methodNotAllowed, .timeout, .stopping,
            .engineFailed,
        ]
        if !isOpen { all.formUnion([.unauthorized, .originRefused]) }
        if takesPlugin { all.insert(.pluginNotFound) }
        if !method.isSafe { all.insert(.bodyTooLarge) }
        if body != nil { all.formUnion([.badJSON, .unsupportedMediaType]) }
        return all.union(problems)
    }

    private var answer: [String: JSONValue] {
        switch result {
        case .value(let schema): Self.content(["application/json": Self.link(schema)])
        case .list(let schema): Self.content(["application/json": ["type": "array", "items": Self.link(schema)]])
        case .stream(let schemas): Self.content(["text/event-stream": Self.stream(of: schemas)])
        case .valuesOrStream(let schema):
            Self.content([
                "application/json": ["type": "array", "items": Self.link(schema)],
                "text/event-stream": Self.stream(of: [schema]),
            ])
        case .text(let mediaType): Self.content([mediaType: ["type": "string"]])
        case .document: Self.content(["application/json": ["type": "object"]])
        case .nothing: ["description": "It is done, or has begun."]
        case .redirect: ["description": "To the page, with the cookie."]
        }
    }

    private static func content(_ schemas: [String: JSONValue]) -> [String: JSONValue] {
        ["description": "What was asked for.", "content": .object(schemas.mapValues { ["schema": $0] })]
    }

    private static func stream(of schemas: [String]) -> JSONValue {
        [
            "type": "string",
            "description": .string(
                "Server-Sent Events; `data` is \(schemas.joined(separator: " or ")), and at the end `end`."
            ),
        ]
    }

    private static func link(_ schema: String) -> JSONValue {
        ["$ref": .string("#/components/schemas/\(schema)")]
    }
}

extension Parameter {
    /// The parameter in the document.
    var documentParameter: JSONValue {
        var text = description
        if let standard { text += " Default: \(standard)." }
        return [
            "name": .string(name), "in": isHeader ? "header" : "query", "required": false,
            "description": .string(text), "schema": form.documentSchema,
        ]
    }
}

extension Parameter.Form {
    /// The form as a JSON Schema.
    var documentSchema: JSONValue {
        switch self {
        case .integer(let range):
            [
                "type": "integer", "minimum": .integer(Int64(range.lowerBound)),
                "maximum": .integer(Int64(range.upperBound)),
            ]
        case .word(let words): ["type": "string", "enum": .array(words.map { .string($0) })]
        case .boolean: ["type": "boolean"]
        case .pluginID: ["type": "string", "pattern": .string(PathSegment.pluginIDPattern)]
        case .inboxEntry: ["type": "string", "pattern": .string(PathSegment.inboxEntryPattern)]
        case .text(let maxLength):
            ["type": "string", "minLength": 1, "maxLength": .integer(Int64(maxLength))]
        }
    }
}
