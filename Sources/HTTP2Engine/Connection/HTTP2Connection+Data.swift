// DATA frames become messages.
extension HTTP2Connection {
    mutating func receiveData(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard countConnectionData(payload.count) else { return }
        guard let data = payload.withoutPadding(header.flags) else {
            fail(.protocolError, "the padding of a DATA frame is longer than the frame")
            return
        }
        guard let stream = streams[header.stream], stream.inbound == .open || stream.inbound == .awaitingHead else {
            receiveStrayData(header, isEmpty: data.isEmpty)
            return
        }
        guard stream.receiveWindow.receive(payload.count) else {
            resetByError(stream, .flowControlError, "more data than the window allows")
            return
        }
        guard stream.inbound == .open else {
            resetByError(stream, .protocolError, "data before the head of the answer")
            return
        }
        let isEnd = header.flags.contains(.endStream)
        if data.isEmpty, !isEnd { spendControlFrame() } else { budget.reward() }
        guard phase != .closed else { return }
        do {
            try stream.deframer.append(data, into: &messages)
        } catch {
            deliverMessages(of: stream)
            refuseMessage(of: stream, error, isEnd: isEnd)
            return
        }
        deliverMessages(of: stream)
        if isEnd {
            endInbound(of: stream)
        } else if let increment = stream.receiveWindow.update() {
            stream.lastUpdate = writeWindowUpdate(stream.id, increment: increment, last: stream.lastUpdate)
        }
    }

    /// Tells the connection that the application has taken a message, so that the peer may send as much again.
    ///
    /// - Parameter framedLength: how many bytes the message took, with its prefix.
    package mutating func consume(_ framedLength: Int, of id: StreamID) {
        guard let stream = streams[id] else { return }
        stream.receiveWindow.release(framedLength)
        if stream.inbound == .open, let increment = stream.receiveWindow.update() {
            stream.lastUpdate = writeWindowUpdate(id, increment: increment, last: stream.lastUpdate)
        }
    }

    /// The connection's window is given back as data comes: what a stream may hold is bounded by its own window, and
    /// this way one that is not read takes nothing from the others.
    private mutating func countConnectionData(_ count: Int) -> Bool {
        connectionOwed += count
        guard connectionOwed <= limits.connectionWindow else {
            fail(.flowControlError, "the peer sends more data than the connection's window allows")
            return false
        }
        if connectionOwed >= limits.connectionWindow / 2 {
            lastUpdate = writeWindowUpdate(0, increment: connectionOwed, last: lastUpdate)
            connectionOwed = 0
        }
        return true
    }

    /// Data for a stream that takes none.
    mutating func receiveStrayData(_ header: FrameHeader, isEmpty: Bool) {
        if header.stream == 0 || isIdle(header.stream) {
            fail(.protocolError, "data on a stream that was never opened")
            return
        }
        if let stream = streams[header.stream], !stream.isClosed {
            guard stream.inbound == .refused else {
                resetByError(stream, .streamClosed, "data behind the end of the stream")
                return
            }
            if header.flags.contains(.endStream) { stream.inbound = .ended }
        }
        // A stream that was reset here may get data that was on its way, as many frames as its window had room for.
        if isEmpty { spendControlFrame() }
    }

    private mutating func deliverMessages(of stream: HTTP2Stream) {
        for message in messages {
            stream.receiveWindow.hold(message.framedLength)
            events.append(.message(stream.id, message))
        }
        messages.removeAll(keepingCapacity: true)
    }

    mutating func refuseMessage(of stream: HTTP2Stream, _ error: GRPCCodingError, isEnd: Bool) {
        switch role {
        case .client: endCall(stream, error.status, metadata: [], reset: isEnd ? .noError : .cancel)
        case .server: refuseRequest(stream, error.status, isEnd: isEnd)
        }
    }

    /// The peer has sent its END_STREAM in a DATA frame.
    mutating func endInbound(of stream: HTTP2Stream) {
        switch role {
        case .client:
            let status = GRPCStatus(code: .internalError, message: "the server ended the call without a status")
            endCall(stream, status, metadata: [], reset: .noError)
        case .server:
            endRequest(stream)
        }
    }

    /// Server: the client sends no more.
    mutating func endRequest(_ stream: HTTP2Stream) {
        guard stream.deframer.isAtBoundary else {
            let status = GRPCStatus(code: .internalError, message: "the request ends inside a message")
            refuseRequest(stream, status, isEnd: true)
            return
        }
        stream.inbound = .ended
        events.append(.requestEnd(stream.id))
        removeIfDone(stream)
    }

    /// Server: what the client sends cannot be used; the handler answers with the status.
    mutating func refuseRequest(_ stream: HTTP2Stream, _ status: GRPCStatus, isEnd: Bool) {
        stream.inbound = isEnd ? .ended : .refused
        events.append(.requestFailed(stream.id, status))
    }
}
