import HTTP2Engine

/// One call as its connection sees it.
final class Call: @unchecked Sendable {
    // What changes is touched only under the lock of the connection that the call belongs to.

    /// Who waits for the whole of a call with one answer.
    struct UnaryReceiver {
        var continuation: UnsafeContinuation<UnaryOutcome, Never>
        var outcome = UnaryOutcome()
    }

    /// A task that waits until messages can be sent again.
    struct Writer {
        var number: UInt64
        /// True when they can, false when the call is over.
        var continuation: UnsafeContinuation<Bool, Never>
    }

    /// The number of its stream; 0 until a client has opened it.
    var id: StreamID = 0
    /// How the peer compresses messages that it marks as compressed.
    var compression: MessageCompression?

    var inbound = InboundQueue()
    var reader: UnsafeContinuation<InboundItem, Never>?
    var unary: UnaryReceiver?
    /// Whether the last item has been taken, or handed to the handler; reading on gives nothing.
    var isRead = false

    /// Who waits until messages can be sent again; several tasks may write to one call.
    var writers: [Writer] = []
    var nextWriter: UInt64 = 0
    var isFull = false
    /// Whether nothing can be sent any more.
    var isOver = false
    /// Client: why this side ended the call, if it did.
    var ending: GRPCStatus?

    /// Ends the call when it takes too long.
    var deadline: Timers.ID?

    /// Server: the head of the request.
    let request: RequestHead?
    /// Server: what serves the call without the machinery of gRPC's general server; nil for all others.
    let method: ServerMethod?
    /// Server: called once when the client has given the call up.
    var onCancel: (@Sendable () -> Void)?
    /// Server: whether the client has given the call up.
    var isCancelled = false

    /// Server: whether its handler starts once the whole request is there.
    var isGathered: Bool { method?.isGathered ?? false }

    /// Client: a call that is yet to be opened.
    init() {
        request = nil
        method = nil
    }

    /// Server: a call that has come.
    init(id: StreamID, request: RequestHead, method: ServerMethod?) {
        self.id = id
        self.request = request
        self.method = method
        compression = request.compression
    }
}

/// What a call with one answer came to.
struct UnaryOutcome: Sendable {
    /// Whether nothing has been sent, because the server allows no more calls for now.
    var isRefused = false
    var head: ResponseHead?
    /// Messages beyond the first are counted and not kept.
    var message: ReceivedMessage?
    var messageCount = 0
    var status = GRPCStatus.ok
    var trailers: [HeaderField] = []
}
