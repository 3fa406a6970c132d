import EngineAPI

/// One frame of Server-Sent Events.
struct StreamFrame: Hashable, Sendable {
    let text: String

    /// A frame with a value. JSON has no line breaks of its own, so one `data` line is enough.
    init(id: Int? = nil, name: String, value: some Encodable) {
        let json = (try? EngineJSON.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
        text = (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\ndata: \(json)\n\n"
    }

    /// A comment, which clients ignore.
    init(comment: String) {
        text = ": \(comment)\n\n"
    }

    static let heartbeat = StreamFrame(comment: "alive")
}
