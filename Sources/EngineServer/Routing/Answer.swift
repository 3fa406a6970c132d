import EngineAPI
import FoundationEssentials
import HTTPTypes

/// What goes back to the client.
struct Answer: Sendable {
    enum Body: Sendable {
        case bytes([UInt8])
        case stream(any StreamSource)
    }

    var status: HTTPResponse.Status
    var fields: HTTPFields = [:]
    var body: Body = .bytes([])
    /// Whether the connection is of no use any more.
    var closes = false

    static func value(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws(Problem) -> Answer {
        try Answer(status: status, fields: [.contentType: "application/json"], body: .bytes(encoded(value)))
    }

    static func text(_ text: String, type: String) -> Answer {
        Answer(status: .ok, fields: [.contentType: type], body: .bytes(Array(text.utf8)))
    }

    static func stream(_ source: any StreamSource) -> Answer {
        Answer(
            status: .ok,
            fields: [.contentType: "text/event-stream", .connection: "close"],
            body: .stream(source),
            closes: true
        )
    }

    static func problem(_ problem: Problem, at path: Substring?) -> Answer {
        var problem = problem
        // What the client sent goes back only in a form that nobody can be fooled with.
        problem.instance = path.flatMap {
            $0.utf8.count <= 256 && $0.utf8.allSatisfy { 0x20 < $0 && $0 < 0x7f } ? String($0) : nil
        }
        let bytes = (try? encoded(problem)) ?? []
        let status = (400...599).contains(problem.status) ? problem.status : 500
        return Answer(
            status: HTTPResponse.Status(code: status),
            fields: [.contentType: "application/problem+json"],
            body: .bytes(bytes)
        )
    }

    private static func encoded(_ value: some Encodable) throws(Problem) -> [UInt8] {
        do {
            return Array(try EngineJSON.encode(value))
        } catch {
            throw Problem(.engineFailed, detail: "the answer cannot be written as JSON; please report this")
        }
    }
}
