import HTTP2Engine

/// What has come for a call, in the order in which it came.
enum InboundItem: Sendable {
    /// Server: the head of the request.
    case request(RequestHead)
    /// Client: the head of the answer.
    case response(ResponseHead)
    case message(ReceivedMessage)
    /// Server: a message of a call on the short way that still lies in shared memory.
    case placed(ReceivedBlock)
    /// Server: the request is whole.
    case end
    /// Client: the call is over.
    case status(GRPCStatus, [HeaderField])
    /// The call is over for a reason on this side, or what came cannot be used.
    case failed(GRPCStatus)

    /// Whether nothing comes behind it.
    var isLast: Bool {
        switch self {
        case .request, .response, .message, .placed: false
        case .end, .status, .failed: true
        }
    }
}

/// The items that wait for their reader: what comes before the messages of a call, the messages, what comes behind.
struct InboundQueue {
    private var before: [InboundItem] = []
    private var messages = MessageQueue()
    private var behind: [InboundItem] = []

    mutating func append(_ item: InboundItem) {
        switch item {
        case .message(let message): messages.append(message)
        // A call on the short way has one message, or an error.
        case .request, .response, .placed: before.append(item)
        case .end, .status, .failed: behind.append(item)
        }
    }

    mutating func popFirst() -> InboundItem? {
        if !before.isEmpty { return before.removeFirst() }
        if let message = messages.popFirst() { return .message(message) }
        return behind.isEmpty ? nil : behind.removeFirst()
    }
}
