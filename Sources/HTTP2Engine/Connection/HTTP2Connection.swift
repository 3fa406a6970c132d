/// One HTTP/2 connection that carries gRPC calls, as a client or as a server.
///
/// It is a machine without I/O, clock or threads. Bytes from the peer go into ``receive(_:at:)``; bytes for the peer come
/// out of ``takeOutput(into:)`` and what happened out of ``takeEvents(into:)``. After every call both may hold something.
///
/// The parts: frames are cut and dispatched in `+Receiving`, header lists and DATA are handled in `+Calls` and `+Data`,
/// everything else of HTTP/2 in `+Control`; `+Sending` is what the application asks for, `+Output` cuts it into frames.
package struct HTTP2Connection {
    /// Which end of the connection this is.
    package enum Role: Sendable {
        case client
        case server
    }

    /// How far the connection is from its end.
    enum Phase {
        case open
        /// Server: the client has been told to open no more streams, and may not have heard it yet.
        case goingAway
        /// No new streams; those that run may end.
        case draining
        case closed
    }

    let role: Role
    let limits: ConnectionLimits
    var phase = Phase.open
    /// Why the connection is over.
    var ending: GRPCStatus?

    // What comes.
    var reader = FrameReader()
    var decoder: HPACKDecoder
    /// How much of the client's preface has been seen; only a server waits for it.
    var prefaceSeen = 0
    var hasPeerSettings = false
    /// A header block whose end has not come yet.
    var headerBlock: HeaderBlock?
    /// What has been received of DATA and not given back yet, over all streams.
    var connectionOwed = 0
    var budget: ControlFrameBudget
    var requestHeads = HeadMemo<RequestHead>()
    var responseHeads = HeadMemo<ResponseHead>()
    var responseTrailers = HeadMemo<ResponseTrailers>()
    /// Server: how many calls have ended in what waits to be taken. They keep their places until then, so that a client
    /// that does not read its answers cannot make them pile up; one that does has not seen their ends yet either.
    var unsentEnds = 0
    /// Reused by each DATA frame.
    var messages: [ReceivedMessage] = []

    // What goes.
    var output: [UInt8] = []
    /// Counts the outputs that were taken, so that a frame's place in one is not mistaken for a place in the next.
    var outputNumber: UInt64 = 0
    /// How much of the output is answers that the peer made us write.
    var answerCount = 0
    /// The last WINDOW_UPDATE of the connection.
    var lastUpdate: OutputPlace?
    var encoder = HPACKEncoder()
    var blocks = BlockCache()
    var peer = PeerSettings()
    /// What the peer lets us send over all streams.
    var sendWindow = 65_535
    var line = SendLine()

    // The calls.
    var streams: [StreamID: HTTP2Stream] = [:]
    /// Client: the next stream to open.
    var nextStream: StreamID = 1
    /// Server: the highest stream that the client has opened.
    var lastPeerStream: StreamID = 0
    /// Server: the highest stream that was not refused unseen. Once a GOAWAY has named it it stays the same, as what a
    /// GOAWAY names must never grow (RFC 9113, section 6.8).
    var lastServedStream: StreamID = 0
    /// Server: how many streams are kept only for their handlers, which have answered or have nobody to answer, and have
    /// not returned yet.
    var lingeringStreams = 0
    /// Whether ``HTTP2Event/drained`` has been told.
    var isDrained = false
    /// Client: whether somebody waits until another stream may be opened.
    var isStreamAwaited = false

    var events: [HTTP2Event] = []

    /// Starts a connection; its first output is the preface.
    package init(role: Role, limits: ConnectionLimits = ConnectionLimits()) {
        self.role = role
        self.limits = limits
        decoder = HPACKDecoder(maximumListSize: limits.headerListSize)
        budget = ControlFrameBudget(burst: limits.controlFrameBurst, perSecond: limits.controlFramesPerSecond)
        writePreface()
    }

    /// The 24 bytes with which every client begins (RFC 9113, section 3.4).
    static let clientPreface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private mutating func writePreface() {
        var settings: [(Setting, UInt32)] = [
            (.initialWindowSize, UInt32(limits.streamWindow)),
            (.maximumFrameSize, UInt32(limits.frameSize)),
            (.maximumHeaderListSize, UInt32(limits.headerListSize)),
        ]
        switch role {
        case .client:
            output += Self.clientPreface
            settings.append((.enablePush, 0))
        case .server:
            settings.append((.maximumConcurrentStreams, UInt32(limits.concurrentStreams)))
        }
        output.appendSettings(settings)
        let increment = limits.connectionWindow - 65_535
        if increment > 0 { output.appendWindowUpdate(0, increment: increment) }
    }

    /// Whether the peer has said hello: its preface and its settings have come.
    package var isEstablished: Bool { hasPeerSettings }

    /// Whether the connection is over; nothing that comes is looked at any more.
    package var isClosed: Bool { phase == .closed }

    /// How many calls are open, on a server with those whose handler still runs.
    package var streamCount: Int { streams.count }

    /// Moves the events to the end of `events`, which keeps its memory between calls.
    package mutating func takeEvents(into events: inout [HTTP2Event]) {
        guard !self.events.isEmpty else { return }
        if events.isEmpty {
            swap(&events, &self.events)
        } else {
            events += self.events
            self.events.removeAll(keepingCapacity: true)
        }
    }

    /// Ends the connection because of what the peer did, and tells it why.
    mutating func fail(_ code: HTTP2ErrorCode, _ message: String) {
        guard phase != .closed else { return }
        output.appendGoAway(lastStream: lastServedStream, code, reason: message)
        let error = ConnectionError(code: code, message: message)
        abandon(GRPCStatus(code: .unavailable, message: "the connection failed: \(error)"))
        events.append(.failed(error))
    }

    /// Ends every call with a status; the connection is over.
    package mutating func abandon(_ status: GRPCStatus) {
        guard phase != .closed else { return }
        phase = .closed
        ending = status
        for (id, stream) in streams.sorted(by: { $0.key < $1.key }) where !stream.isClosed {
            switch role {
            case .client: events.append(.status(id, status, metadata: []))
            case .server: events.append(.cancelled(id))
            }
        }
        streams.removeAll()
        lingeringStreams = 0
        line = SendLine()
        if isStreamAwaited {
            isStreamAwaited = false
            events.append(.streamsAvailable)
        }
    }
}
