/// One call on a connection, from its HEADERS to its end on both sides.
final class HTTP2Stream {
    /// What has come from the peer.
    enum Inbound {
        /// Nothing yet: a client waits for the response's head.
        case awaitingHead
        /// The head; messages may follow.
        case open
        /// Server: something that cannot be accepted; what still comes is thrown away.
        case refused
        /// Everything; or the stream was reset, and what still comes was on its way.
        case ended
    }

    /// What has been given to the stream to send.
    enum Outbound {
        /// Nothing yet: a server has not answered.
        case awaitingHead
        /// The head; messages may follow.
        case open
        /// The last message; the end goes out behind what waits.
        case finishing
        /// Everything is in the connection's output, or nothing more may be sent.
        case ended
    }

    /// The end of a server's answer.
    struct Trailers {
        var status: GRPCStatus
        var metadata: [HeaderField]
    }

    let id: StreamID
    var inbound: Inbound
    var outbound: Outbound

    var deframer: MessageDeframer
    /// How the peer compresses messages that it marks as compressed.
    var inboundCompression: MessageCompression?
    var receiveWindow: ReceiveWindow

    /// What the peer allows us to send; negative after it has shrunk its windows.
    var sendWindow: Int
    var queue = OutboundQueue()
    /// What ends the stream once the queue is empty; without it the last DATA frame does.
    ///
    /// It is encoded when it is its turn: the peer must decode header blocks in the order in which they were encoded.
    var trailers: Trailers?
    /// Whether the stream is in the line of those that may send.
    var isInLine = false
    /// Whether the application was told to wait.
    var isHeldBack = false
    /// The stream's last HEADERS or DATA.
    var lastFrame: OutputPlace?
    /// The stream's last WINDOW_UPDATE.
    var lastUpdate: OutputPlace?

    /// Server: whether the whole answer is in the connection's output.
    var isLingering = false

    /// Whether the application is done with the stream (on a server: its handler has returned).
    var isReleased: Bool

    init(
        id: StreamID,
        inbound: Inbound,
        outbound: Outbound,
        isReleased: Bool,
        limits: ConnectionLimits,
        sendWindow: Int
    ) {
        self.id = id
        self.inbound = inbound
        self.outbound = outbound
        self.isReleased = isReleased
        self.sendWindow = sendWindow
        deframer = MessageDeframer(limit: limits.messageSize)
        receiveWindow = ReceiveWindow(size: limits.streamWindow)
    }

    /// Whether neither side sends any more.
    var isClosed: Bool { inbound == .ended && outbound == .ended }

    /// Forgets what was to be sent.
    func dropOutbound() {
        queue.removeAll()
        trailers = nil
        outbound = .ended
    }
}
