/// Why a stream ends.
enum StreamEnd: Sendable {
    /// The source has no more.
    case finished
    /// The server stops.
    case stopping
    /// The client has gone.
    case clientGone

    /// What the client is told last.
    var frame: StreamFrame? {
        switch self {
        case .finished: StreamFrame(name: "end", value: ["reason": "finished"])
        case .stopping: StreamFrame(name: "end", value: ["reason": "stopping"])
        case .clientGone: nil
        }
    }
}
