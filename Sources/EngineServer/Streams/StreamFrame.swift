import EngineAPI

/// One frame of Server-Sent Events.
struct StreamFrame: Hashable, Sendable {
    /// What is sent.
    let text: String
    /// What the client's last id is behind this frame; nil when the frame leaves it as it is.
    let id: Int?
    /// Whether the frame is one of those of which only so many wait.
    let takesPlace: Bool

    /// A frame with a value. JSON has no line breaks of its own, so one `data` line is enough.
    init(id: Int? = nil, name: String, value: some Encodable) {
        self.id = id
        takesPlace = true
        let json = (try? EngineJSON.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
        text = (id.map { "id: \($0)\n" } ?? "") + "event: \(name)\ndata: \(json)\n\n"
    }

    /// A frame without data: it sets the client's last id, and nothing is dispatched.
    init(id: Int) {
        self.id = id
        takesPlace = false
        text = "id: \(id)\n\n"
    }

    /// A comment, which clients ignore.
    init(comment: String) {
        id = nil
        takesPlace = false
        text = ": \(comment)\n\n"
    }

    /// Shows that the connection lives.
    static let heartbeat = StreamFrame(comment: "alive")
}
