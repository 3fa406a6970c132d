/// One side of a yamux session: many streams over one carrier, without doing any input or output itself.
///
/// What the carrier brings goes into ``receive(_:)``, which says what happened; what the calls queue goes from
/// ``takeOutput()`` to the carrier. Protocol: `spec.md` of hashicorp/yamux, version 0. In go-plugin the host is the
/// client and the plugin the server.
///
/// A stream opened by the peer is reported once, and stands until both sides finished it or one reset it. Streams that
/// the peer never finishes stay: time is the caller's, who may ``reset(_:)`` them. Calls for a stream that does not
/// stand do nothing, since the peer may have reset it while the caller was about to call.
///
/// Memory is bounded by ``YamuxLimits`` and by what the application sends: of what arrives at most a part of a header
/// is kept.
public struct YamuxSession: Sendable {
    /// Which side of the carrier this is: it decides the numbers of the streams.
    public enum Role: Sendable, Hashable {
        /// Opens streams of odd numbers.
        case client
        /// Opens streams of even numbers.
        case server

        /// The first number of a stream that this side opens.
        var firstStream: UInt32 { self == .client ? 1 : 2 }
    }

    /// Something that the peer did.
    public enum Event: Sendable, Hashable {
        /// The peer opened a stream; ``YamuxSession/accept(_:)`` or ``YamuxSession/reset(_:)`` answers it.
        case opened(stream: UInt32)
        /// The peer accepted a stream of this side.
        case acknowledged(stream: UInt32)
        /// The peer sent data: never empty, and not necessarily a whole frame.
        case data(stream: UInt32, [UInt8])
        /// The peer sends no more on the stream, and still takes data.
        case finished(stream: UInt32)
        /// The peer dropped the stream, which no longer stands.
        case reset(stream: UInt32)
        /// The peer takes data again, after its window was used up.
        case writable(stream: UInt32)
        /// The peer wants no more streams: 0 is a normal end, 1 an error in the protocol, 2 an internal error.
        case goAway(code: UInt32)
    }

    /// The reason that ``goAway(code:)`` gives for an error in the protocol.
    public static let protocolErrorCode: UInt32 = 1
    /// How many bytes of data a frame of this side has at most: 64 KiB, so that streams take turns.
    public static let maximumDataLength = 65_536

    /// Which side this is.
    public let role: Role
    /// What the peer may use.
    public let limits: YamuxLimits
    /// The window of a stream that both sides know of.
    let window: UInt32

    var streams: [UInt32: YamuxStream] = [:]
    /// How many of the streams the peer opened.
    var streamsFromPeer = 0
    /// How many of the streams this side opened and the peer did not accept yet.
    var streamsUnacknowledged = 0
    /// The number of the next stream; nil when there is none.
    var nextStream: UInt32?
    var isGoingAway = false
    var isPeerGoingAway = false
    /// The error that ended the session.
    var failure: YamuxError?
    /// What came of a header that is not complete.
    var partialHeader: [UInt8] = []
    /// The frame whose data is not complete.
    var body: Body?
    var output: [UInt8] = []
    /// How many bytes of the output the peer provoked.
    var unsentAnswers = 0

    /// Creates one side of a session; nothing is sent yet.
    public init(role: Role, limits: YamuxLimits = YamuxLimits()) {
        self.role = role
        self.limits = limits
        window = max(limits.window, YamuxLimits.initialWindow)
        nextStream = role.firstStream
    }

    /// Opens a stream. Data may be sent at once: the peer keeps it until it accepts the stream.
    ///
    /// - Returns: The number of the stream.
    /// - Throws: ``YamuxError/Code/goingAway``, ``YamuxError/Code/tooManyStreams``,
    ///   ``YamuxError/Code/streamsExhausted``, or the error that ended the session. None of the first three ends it.
    public mutating func open() throws(YamuxError) -> UInt32 {
        if let failure { throw failure }
        guard !isGoingAway, !isPeerGoingAway else {
            throw YamuxError(
                code: .goingAway,
                message: "\(isGoingAway ? "this side" : "the peer") ended the yamux session for new streams: "
                    + "connect again to open one"
            )
        }
        guard streamsUnacknowledged < limits.maximumStreams else {
            throw YamuxError(
                code: .tooManyStreams,
                message: "\(streamsUnacknowledged) yamux streams wait to be accepted by the peer: "
                    + "wait until it accepts one of them"
            )
        }
        guard let id = nextStream else {
            throw YamuxError(
                code: .streamsExhausted,
                message: "all numbers of yamux streams are used up: connect again to open one"
            )
        }
        let (next, isOverflow) = id.addingReportingOverflow(2)
        nextStream = isOverflow ? nil : next
        var stream = YamuxStream(isFromPeer: false)
        queue(YamuxHeader(.windowUpdate, .syn, stream: id, length: stream.refill(to: window, ifAtLeast: 0)))
        streams[id] = stream
        streamsUnacknowledged += 1
        return id
    }

    /// Accepts a stream that the peer opened; the second time it does nothing.
    ///
    /// HashiCorp's implementation ends the whole session when a stream is not accepted within 75 seconds.
    public mutating func accept(_ stream: UInt32) {
        guard failure == nil, var state = streams[stream], state.isFromPeer, !state.isAcknowledged else { return }
        state.isAcknowledged = true
        queue(YamuxHeader(.windowUpdate, .ack, stream: stream, length: state.refill(to: window, ifAtLeast: 0)))
        streams[stream] = state
    }

    /// Sends data, as far as the peer takes it. A stream that was not accepted is accepted by this.
    ///
    /// - Returns: How many bytes, from the first, were queued; the others are the caller's to send again after
    ///   ``Event/writable(stream:)``. 0 when the window is used up, and when the stream is finished or does not stand.
    public mutating func send(_ bytes: some Collection<UInt8>, on stream: UInt32) -> Int {
        guard failure == nil, let state = streams[stream], !state.isFinished, !bytes.isEmpty else { return 0 }
        accept(stream)
        var rest = bytes.prefix(Int(clamping: state.sendWindow))
        let taken = rest.count
        while !rest.isEmpty {
            let part = rest.prefix(Self.maximumDataLength)
            queue(YamuxHeader(.data, stream: stream, length: UInt32(part.count)))
            output.append(contentsOf: part)
            rest = rest[part.endIndex...]
        }
        streams[stream]?.sendWindow -= UInt32(taken)
        return taken
    }

    /// As ``send(_:on:)-(Collection<UInt8>,_)``, for bytes that are in no collection of their own.
    package mutating func send(_ bytes: UnsafeRawBufferPointer, on stream: UInt32) -> Int {
        // Here the generic function is made for this type; callers in other modules could not have that.
        send(bytes[...], on: stream)
    }

    /// How many bytes the peer takes on the stream now; 0 when it does not stand, or this side has finished it.
    package func room(on stream: UInt32) -> Int {
        guard failure == nil, let state = streams[stream], !state.isFinished else { return 0 }
        return Int(state.sendWindow)
    }

    /// Whether the stream stands: not both sides have finished it, and none has reset it.
    package func isOpen(_ stream: UInt32) -> Bool {
        failure == nil && streams[stream] != nil
    }

    /// Says that the application took bytes of the stream, so that the peer may send as many again.
    ///
    /// The peer hears of it once half a window is due.
    ///
    /// - Parameter count: How many bytes; more than were delivered count as those, and less than zero as none.
    public mutating func consume(_ count: Int, of stream: UInt32) {
        guard failure == nil, var state = streams[stream], !state.isFinishedByPeer else { return }
        let undelivered = body.map { $0.stream == stream ? $0.missing : 0 } ?? 0
        state.consume(min(UInt32(clamping: count), state.waiting - undelivered))
        let growth = state.refill(to: window, ifAtLeast: window / 2)
        streams[stream] = state
        if growth > 0 { queue(YamuxHeader(.windowUpdate, stream: stream, length: growth)) }
    }

    /// Says that this side sends no more on the stream; it still receives. The second time it does nothing.
    ///
    /// A stream that was not accepted is accepted by this.
    public mutating func finish(_ stream: UInt32) {
        guard failure == nil, let state = streams[stream], !state.isFinished else { return }
        accept(stream)
        queue(YamuxHeader(.windowUpdate, .fin, stream: stream))
        streams[stream]?.isFinished = true
        if state.isFinishedByPeer { remove(stream) }
    }

    /// Drops the stream in both directions, and tells the peer to do so.
    public mutating func reset(_ stream: UInt32) {
        guard failure == nil, streams[stream] != nil else { return }
        remove(stream)
        queue(YamuxHeader(.windowUpdate, .rst, stream: stream))
    }

    /// Tells the peer to open no more streams; those that it opens anyhow are reset. Open streams stay.
    ///
    /// - Parameter code: 0 for a normal end, 1 for an error in the protocol, 2 for an internal error.
    public mutating func goAway(code: UInt32) {
        guard failure == nil else { return }
        isGoingAway = true
        queue(YamuxHeader(.goAway, length: code))
    }

    /// Takes the bytes for the carrier, in order; empty when there are none.
    public mutating func takeOutput() -> [UInt8] {
        unsentAnswers = 0
        defer { output = [] }
        return output
    }

    mutating func queue(_ header: YamuxHeader) {
        header.write(to: &output)
    }

    mutating func remove(_ id: UInt32) {
        guard let stream = streams.removeValue(forKey: id) else { return }
        if stream.isFromPeer { streamsFromPeer -= 1 } else if !stream.isAcknowledged { streamsUnacknowledged -= 1 }
    }
}
