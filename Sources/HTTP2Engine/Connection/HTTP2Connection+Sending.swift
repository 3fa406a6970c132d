// What the application asks for.
extension HTTP2Connection {
    /// What came of the wish to open a stream.
    package enum Opening {
        case opened(StreamID)
        /// The server allows no more at a time, or does not read what was sent before; ``HTTP2Event/streamsAvailable``
        /// says when to try again.
        case full
        /// There will be no more streams on this connection.
        case unavailable(GRPCStatus)
    }

    /// Client: whether no more calls can be opened for now.
    package var isFull: Bool { availableStreams == 0 }

    /// Client: how many more calls the server allows now; any number when there will be none, so that nobody waits.
    ///
    /// None before the server's first settings, which are on their way: until then it is not known how many it allows.
    /// And none while too much waits to be sent: calls that are opened and given up would pile up there.
    package var availableStreams: Int {
        guard phase == .open else { return .max }
        guard hasPeerSettings, output.count < limits.unsentOutput else { return 0 }
        return max(0, peer.maximumConcurrentStreams - streams.count)
    }

    /// Client: asks for ``HTTP2Event/streamsAvailable`` once a place is free.
    package mutating func awaitStream() {
        isStreamAwaited = true
    }

    /// Client: opens a stream for one call, and sends its head.
    ///
    /// - Parameters:
    ///   - path: the method, as `/package.Service/Method`.
    ///   - timeout: how long the client is willing to wait.
    ///   - compression: how messages that are sent as compressed are compressed.
    ///   - metadata: the application's fields; their names must be valid (``MetadataName``).
    package mutating func open(
        _ path: String,
        timeout: Duration? = nil,
        compression: MessageCompression = .identity,
        metadata: [HeaderField] = []
    ) -> Opening {
        guard phase == .open, nextStream <= 0x7fff_ffff else {
            let reason = ending.map { ": \($0.message)" } ?? ""
            let what = phase == .closed ? "is closed\(reason)" : "takes no new calls"
            return .unavailable(GRPCStatus(code: .unavailable, message: "the connection \(what)"))
        }
        guard !isFull else {
            isStreamAwaited = true
            return .full
        }
        guard HeaderField.listSize(metadata) <= peer.maximumHeaderListSize else {
            let message = "the metadata exceeds \(peer.maximumHeaderListSize) bytes, which is what the server takes"
            return .unavailable(GRPCStatus(code: .resourceExhausted, message: message))
        }
        let stream = HTTP2Stream(
            id: nextStream,
            inbound: .awaitingHead,
            outbound: .open,
            isReleased: true,
            limits: limits,
            sendWindow: peer.initialWindowSize
        )
        nextStream += 2
        streams[stream.id] = stream
        writeHeaders(on: stream, endsStream: false) { connection, block in
            connection.blocks.request(path, encoder: &connection.encoder, to: &block)
            if let timeout {
                connection.encoder.append("grpc-timeout", GRPCTimeout.encode(timeout), indexing: .none, to: &block)
            }
            connection.appendFields(metadata, compression: compression, to: &block)
        }
        return .opened(stream.id)
    }

    /// Server: sends the head of an answer.
    ///
    /// - Returns: false when there is no such call any more, or its head has been sent.
    @discardableResult
    package mutating func sendHead(
        on id: StreamID,
        compression: MessageCompression = .identity,
        metadata: [HeaderField] = []
    ) -> Bool {
        guard let stream = streams[id], stream.outbound == .awaitingHead else { return false }
        stream.outbound = .open
        writeHeaders(on: stream, endsStream: false) { connection, block in
            connection.blocks.responseHead(encoder: &connection.encoder, to: &block)
            connection.appendFields(metadata, compression: compression, to: &block)
        }
        return true
    }

    /// What became of a message.
    package enum Sending {
        /// More may follow at once.
        case ready
        /// It is kept; ``HTTP2Event/writable(_:)`` says when more may follow.
        case full
        /// The call is over, and the message dropped.
        case closed
    }

    /// Sends a message.
    ///
    /// - Parameters:
    ///   - message: at most 2^32 - 1 bytes, already compressed when `isCompressed`.
    ///   - isLast: whether the client's request ends with it.
    package mutating func send(
        _ message: [UInt8],
        isCompressed: Bool = false,
        isLast: Bool = false,
        on id: StreamID
    ) -> Sending {
        guard let stream = streams[id], stream.outbound == .open else { return .closed }
        stream.queue.append(message, isCompressed: isCompressed)
        return sendQueue(of: stream, isLast: isLast)
    }

    /// Sends a message that lies in shared memory.
    package mutating func send(_ message: any PlacedMessage, isLast: Bool = false, on id: StreamID) -> Sending {
        guard let stream = streams[id], stream.outbound == .open else { return .closed }
        stream.queue.append(message)
        return sendQueue(of: stream, isLast: isLast)
    }

    private mutating func sendQueue(of stream: HTTP2Stream, isLast: Bool) -> Sending {
        if isLast { stream.outbound = .finishing }
        if line.isEmpty { writeData(of: stream) }
        joinLine(stream)
        guard stream.queue.byteCount >= Self.queueMark else { return .ready }
        stream.isHeldBack = true
        return .full
    }

    /// How many bytes of a stream may wait before its application is told to, in bytes.
    static let queueMark = 64 * 1024

    /// Client: ends the request.
    package mutating func finish(_ id: StreamID) {
        guard let stream = streams[id], stream.outbound == .open else { return }
        stream.outbound = .finishing
        if stream.queue.isEmpty { writeEnd(of: stream) }
    }

    /// Server: ends the call with a status, behind the messages that still wait.
    ///
    /// - Returns: false when the call is over already.
    @discardableResult
    package mutating func sendStatus(
        _ status: GRPCStatus,
        metadata: [HeaderField] = [],
        on id: StreamID
    ) -> Bool {
        guard let stream = streams[id], stream.outbound == .open || stream.outbound == .awaitingHead else {
            return false
        }
        if stream.outbound == .awaitingHead {
            writeHeaders(Self.trailersOnly(status, metadata: metadata), on: stream, endsStream: true)
            endOutbound(of: stream)
        } else {
            stream.trailers = HTTP2Stream.Trailers(status: status, metadata: metadata)
            stream.outbound = .finishing
            if stream.queue.isEmpty { writeEnd(of: stream) }
        }
        return true
    }

    /// Gives a call up: the peer is told, and nothing more is heard of it.
    package mutating func cancel(_ id: StreamID, _ code: HTTP2ErrorCode = .cancel) {
        guard let stream = streams[id], !stream.isClosed else { return }
        // What the peer has sent before it hears of it is no fault of its.
        if role == .client { budget.reward() }
        output.appendResetStream(id, code)
        stream.inbound = .ended
        stream.dropOutbound()
        removeIfDone(stream)
    }

    /// Server: the handler of a call has returned, and its place is free again.
    package mutating func release(_ id: StreamID) {
        guard let stream = streams[id] else { return }
        stream.isReleased = true
        if stream.outbound == .awaitingHead || stream.outbound == .open {
            // It has not answered, which is a fault of the handler and not of the client.
            cancel(id, .internalError)
        } else {
            removeIfDone(stream)
        }
    }

    /// The one header list of an answer without messages.
    static func trailersOnly(_ status: GRPCStatus, metadata: [HeaderField]) -> [HeaderField] {
        [HeaderField(":status", "200"), HeaderField("content-type", ContentType.grpc)]
            + trailers(status, metadata: metadata)
    }

    static func trailers(_ status: GRPCStatus, metadata: [HeaderField]) -> [HeaderField] {
        var fields = [HeaderField("grpc-status", status.code.headerValue)]
        if !status.message.isEmpty {
            fields.append(HeaderField("grpc-message", PercentEncoding.encode(status.message)))
        }
        return fields + metadata
    }
}
