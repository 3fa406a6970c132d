import HTTP2Engine

/// What has come for a call, in the order in which it came.
enum InboundItem: Sendable {
    /// Server: the head of the request.
    case request(RequestHead)
    /// Client: the head of the answer.
    case response(ResponseHead)
    case message(ReceivedMessage)
    /// Server: the request is whole.
    case end
    /// Client: the call is over.
    case status(GRPCStatus, [HeaderField])
    /// The call is over for a reason on this side, or what came cannot be used.
    case failed(GRPCStatus)

    /// Whether nothing comes behind it.
    var isLast: Bool {
        switch self {
        case .request, .response, .message: false
        case .end, .status, .failed: true
        }
    }
}

/// The items that wait for their reader.
struct InboundQueue {
    private var items: [InboundItem] = []
    private var first = 0

    mutating func append(_ item: InboundItem) {
        items.append(item)
    }

    mutating func popFirst() -> InboundItem? {
        guard first < items.count else { return nil }
        let item = items[first]
        first += 1
        if first == items.count {
            items.removeAll(keepingCapacity: true)
            first = 0
        } else if first == 256 {
            items.removeFirst(first)
            first = 0
        }
        return item
    }
}
