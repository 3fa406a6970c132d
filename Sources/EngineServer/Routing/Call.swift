import EngineAPI
import FoundationEssentials
import HTTPTypes

/// A request that has found its route.
struct Call: Sendable {
    let service: any EngineService
    let responder: EngineResponder
    /// What stands in the place of the route's path parameter; empty when it has none.
    let parameter: String
    let query: Query
    let body: [UInt8]
    let head: HTTPRequest
    /// The port that the request came in at; nil over the Unix socket.
    let port: Int?
    /// Whether only the head of the answer is wanted.
    let isHead: Bool

    /// The plugin in the path.
    var plugin: String { parameter }

    /// The body as a value; says what is wrong with it and where.
    ///
    /// A member that is not known is refused: it is more likely a slip than something that may be left out.
    func decoded<Value: Decodable>(_ type: Value.Type, members: Set<String>) throws(Problem) -> Value {
        do {
            let given = try EngineJSON.decode([String: JSONValue].self, from: Data(body))
            guard members.isSuperset(of: given.keys) else {
                throw Problem(.badJSON, detail: "there is a member that is not known", suggestions: members.sorted())
            }
            return try EngineJSON.decode(type, from: Data(body))
        } catch let problem as Problem {
            throw problem
        } catch {
            throw Problem(.badJSON, detail: Self.explain(error))
        }
    }

    private static func explain(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "the body is no JSON" }
        func place(_ context: DecodingError.Context) -> String {
            let path = context.codingPath.prefix(16).map { key in
                key.intValue.map { "[\($0)]" } ?? ".\(String(key.stringValue.unicodeScalars.prefix(64)))"
            }
            return path.isEmpty ? "at the top" : "at \(path.joined())"
        }
        switch error {
        case .keyNotFound(let key, let context):
            return "\(key.stringValue) is missing \(place(context))"
        case .typeMismatch(let type, let context):
            return "there is no \(name(of: type)) \(place(context))"
        case .valueNotFound(let type, let context):
            return "there is null instead of \(name(of: type)) \(place(context))"
        case .dataCorrupted(let context):
            let reason = (context.underlyingError ?? error) is DecodingError ? context.debugDescription : "malformed"
            return "the body is no JSON \(place(context)): \(reason.unicodeScalars.prefix(200))"
        @unknown default:
            return "the body is no JSON"
        }
    }

    private static func name(of type: any Any.Type) -> String {
        switch type {
        case is String.Type: "text"
        case is Bool.Type: "true or false"
        case is any BinaryInteger.Type, is any BinaryFloatingPoint.Type: "number"
        case is any Collection.Type: "object or list"
        default: "object"
        }
    }
}
