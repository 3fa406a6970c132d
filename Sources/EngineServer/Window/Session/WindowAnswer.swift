import EngineAPI
import FoundationEssentials
import NIOCore

/// What the engine says to a page in JSON.
enum WindowAnswer: Sendable {
    case result(UInt32, any Encodable & Sendable)
    case problem(UInt32, Problem)
    /// The end of what had messages of its own: a gRPC status.
    case end(UInt32, ViewCallEnd)
    case event(UInt32, EngineEvent)
    case gap(UInt32, EventGap)
    case log(UInt32, LogRecord)
    case stopping

    /// The message as JSON.
    var buffer: ByteBuffer {
        if let json = try? EngineJSON.encode(self) { return ByteBuffer(bytes: json) }
        // The API's values all have a form in JSON; whoever waits for this must hear something all the same.
        guard case .result(let id, _) = self else { return ByteBuffer(string: "{}") }
        let problem = Problem(.engineFailed, detail: "the answer has no form in JSON; please report this")
        return Self.problem(id, problem).buffer
    }
}

extension WindowAnswer: Encodable {
    private enum CodingKeys: String, CodingKey {
        case op, id, value, problem, status, message
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .result(let id, let value): try Self.encode("result", id, value, to: &container)
        case .event(let id, let event): try Self.encode("event", id, event, to: &container)
        case .gap(let id, let gap): try Self.encode("gap", id, gap, to: &container)
        case .log(let id, let record): try Self.encode("log", id, record, to: &container)
        case .problem(let id, let problem):
            try container.encode("problem", forKey: .op)
            try container.encode(id, forKey: .id)
            try container.encode(problem, forKey: .problem)
        case .end(let id, let end):
            try container.encode("end", forKey: .op)
            try container.encode(id, forKey: .id)
            try container.encode(end.status, forKey: .status)
            try container.encode(end.message, forKey: .message)
        case .stopping: try container.encode("stopping", forKey: .op)
        }
    }

    private static func encode(
        _ op: String,
        _ id: UInt32,
        _ value: some Encodable,
        to container: inout KeyedEncodingContainer<CodingKeys>
    ) throws {
        try container.encode(op, forKey: .op)
        try container.encode(id, forKey: .id)
        try container.encode(value, forKey: .value)
    }
}
