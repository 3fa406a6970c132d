import EngineAPI

/// The parameters of one request, each of them known to its route and checked.
struct Query: Sendable {
    private let values: [String: String]

    init(_ text: Substring?, header lastEventID: String?, of parameters: [Parameter]) throws(Problem) {
        var values: [String: String] = [:]
        for pair in (text ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard
                let name = PathSegment.decode(parts[0], plusIsSpace: true),
                let value = PathSegment.decode(parts.count == 2 ? parts[1] : "", plusIsSpace: true)
            else { throw Problem(.badParameter, detail: "the query is not valid percent-encoded UTF-8") }
            guard let parameter = parameters.first(where: { $0.name == name && !$0.isHeader }) else {
                let known = parameters.filter { !$0.isHeader }.map(\.name)
                throw Problem(
                    .badParameter,
                    detail: "there is no parameter of this name here",
                    suggestions: known.isEmpty ? nil : known
                )
            }
            guard values[name] == nil else {
                throw Problem(.badParameter, detail: "the parameter \(name) is given twice")
            }
            values[name] = try Self.checked(value, for: parameter)
        }
        if let lastEventID, let parameter = parameters.first(where: \.isHeader) {
            values[parameter.name] = try Self.checked(lastEventID, for: parameter)
        }
        self.values = values
    }

    private static func checked(_ value: String, for parameter: Parameter) throws(Problem) -> String {
        guard parameter.accepts(value) else {
            throw Problem(.badParameter, detail: "\(parameter.name) must be \(parameter.expectation)")
        }
        return value
    }

    subscript(name: String) -> String? { values[name] }

    func integer(_ name: String) -> Int? { values[name].flatMap { Int($0) } }

    func isTrue(_ name: String) -> Bool { values[name] == "true" }
}
