// Header blocks become calls and answers.
extension HTTP2Connection {
    mutating func receiveHeaders(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard header.stream != 0 else {
            fail(.protocolError, "HEADERS on stream 0")
            return
        }
        guard var block = payload.withoutPadding(header.flags) else {
            fail(.protocolError, "the padding of a HEADERS frame is longer than the frame")
            return
        }
        if header.flags.contains(.priority) {
            guard block.count >= 5 else {
                fail(.frameSizeError, "a HEADERS frame is too short for its priority")
                return
            }
            block = UnsafeRawBufferPointer(rebasing: block[5...])
        }
        let isEnd = header.flags.contains(.endStream)
        if header.flags.contains(.endHeaders) {
            receiveBlock(block, on: header.stream, isEnd: isEnd)
        } else {
            headerBlock = HeaderBlock(stream: header.stream, isEndOfStream: isEnd, bytes: Array(block))
        }
    }

    mutating func receiveContinuation(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard var block = headerBlock, block.stream == header.stream else {
            fail(.protocolError, "CONTINUATION without a header block to continue")
            return
        }
        block.frameCount += 1
        guard
            block.frameCount <= limits.headerBlockFrames,
            block.bytes.count + payload.count <= limits.headerListSize
        else {
            fail(.enhanceYourCalm, "a header block has too many frames or bytes")
            return
        }
        block.bytes.append(contentsOf: payload)
        guard header.flags.contains(.endHeaders) else {
            headerBlock = block
            return
        }
        headerBlock = nil
        block.bytes.withUnsafeBytes { receiveBlock($0, on: block.stream, isEnd: block.isEndOfStream) }
    }

    private mutating func receiveBlock(_ block: UnsafeRawBufferPointer, on id: StreamID, isEnd: Bool) {
        // Every block is decoded, whatever becomes of it: the next ones depend on it.
        let list: HeaderList?
        do {
            list = try decoder.decode(block)
        } catch {
            guard error.code == .headerListTooLarge else {
                fail(.compressionError, error.message)
                return
            }
            list = nil
        }
        if let stream = streams[id] {
            receiveBlock(list, of: stream, isEnd: isEnd)
        } else if role == .server, isIdle(id) {
            receiveRequest(list, on: id, isEnd: isEnd)
        } else if isIdle(id) {
            fail(.protocolError, "headers on a stream that was never opened")
        } else {
            receiveLateBlock(list, on: id)
        }
    }

    /// A block of a stream that is over, or that the client has passed over.
    ///
    /// What was on its way to a server when a stream ended can only be trailers, which have no pseudo-header fields. A
    /// request has some, and may not come on a stream that is not the highest yet (RFC 9113, section 5.1.1). So the two
    /// are told apart without memory of the streams that were.
    private mutating func receiveLateBlock(_ list: HeaderList?, on id: StreamID) {
        if role == .server, list?.fields.first?.isPseudo == true {
            fail(.protocolError, "a request on stream \(id), which was used or passed over")
        } else {
            spendControlFrame()
        }
    }

    /// A block of a stream that is known; without a list when that is too large.
    private mutating func receiveBlock(_ list: HeaderList?, of stream: HTTP2Stream, isEnd: Bool) {
        switch stream.inbound {
        case .ended where !stream.isClosed:
            resetByError(stream, .streamClosed, "headers behind the end of the stream")
        case .ended:
            receiveLateBlock(list, on: stream.id)
        case .refused:
            spendControlFrame()
            if isEnd { stream.inbound = .ended }
        case .awaitingHead, .open:
            guard let list else {
                refuseHeaderList(of: stream, isEnd: isEnd)
                return
            }
            switch role {
            case .client: receiveAnswer(list, on: stream, isEnd: isEnd)
            case .server: receiveTrailers(list, on: stream, isEnd: isEnd)
            }
        }
    }

    private mutating func refuseHeaderList(of stream: HTTP2Stream, isEnd: Bool) {
        let status = headerListStatus
        switch role {
        case .client: endCall(stream, status, metadata: [], reset: isEnd ? .noError : .cancel)
        case .server: refuseRequest(stream, status, isEnd: isEnd)
        }
    }

    private var headerListStatus: GRPCStatus {
        GRPCStatus(
            code: .resourceExhausted,
            message: "the metadata exceeds \(limits.headerListSize) bytes, counted with 32 for each field"
        )
    }

    // MARK: Server

    /// Whether another call may be opened.
    ///
    /// A client that has seen the end of an answer, or has given a call up, is right to open the next one, also when the
    /// handler has not quite returned yet. As many calls as may be open may be in that state.
    private var hasPlace: Bool {
        streams.count - lingeringStreams + unsentEnds < limits.concurrentStreams
            && lingeringStreams <= limits.concurrentStreams
    }

    private mutating func receiveRequest(_ list: HeaderList?, on id: StreamID, isEnd: Bool) {
        guard id & 1 == 1 else {
            fail(.protocolError, "a client opened stream \(id); its streams are odd")
            return
        }
        lastPeerStream = id
        guard phase != .draining, hasPlace else {
            // The client may try again elsewhere: nothing was done.
            output.appendResetStream(id, .refusedStream)
            answered(FrameHeader.length + 4)
            spendControlFrame()
            return
        }
        lastServedStream = id
        let stream = HTTP2Stream(
            id: id,
            inbound: .open,
            outbound: .awaitingHead,
            isReleased: false,
            limits: limits,
            sendWindow: peer.initialWindowSize
        )
        switch readRequest(list) {
        case .valid(let head):
            budget.reward()
            stream.inboundCompression = head.compression
            streams[id] = stream
            events.append(.request(id, head))
            if isEnd { endRequest(stream) }
        case .malformed:
            output.appendResetStream(id, .protocolError)
            answered(FrameHeader.length + 4)
            spendControlFrame()
        case .notGRPC(let httpStatus):
            refuse(stream, isEnd: isEnd, fields: [HeaderField(":status", "\(httpStatus)")])
        case .refused(let status):
            refuse(stream, isEnd: isEnd, fields: Self.trailersOnly(status, metadata: []))
        }
    }

    private mutating func readRequest(_ list: HeaderList?) -> RequestHead.Reading {
        guard let list else { return .refused(headerListStatus) }
        if let known = requestHeads[list] { return .valid(known) }
        let reading = RequestHead.read(list)
        if case .valid(let head) = reading { requestHeads.keep(head, of: list) }
        return reading
    }

    /// Answers a call that no handler gets to see.
    private mutating func refuse(_ stream: HTTP2Stream, isEnd: Bool, fields: [HeaderField]) {
        let before = output.count
        writeHeaders(fields, on: stream, endsStream: true)
        if !isEnd { output.appendResetStream(stream.id, .noError) }
        answered(output.count - before)
        spendControlFrame()
    }

    /// A second header list of a request ends it; gRPC gives it no meaning.
    private mutating func receiveTrailers(_ list: HeaderList, on stream: HTTP2Stream, isEnd: Bool) {
        guard isEnd, MessageFields(list, pseudo: []) != nil else {
            resetByError(stream, .protocolError, isEnd ? "malformed trailers" : "a second head")
            return
        }
        endRequest(stream)
    }

    // MARK: Client

    private mutating func receiveAnswer(_ list: HeaderList, on stream: HTTP2Stream, isEnd: Bool) {
        guard stream.inbound == .open else {
            receiveHead(list, on: stream, isEnd: isEnd)
            return
        }
        guard isEnd, let trailers = readTrailers(list) else {
            resetByError(stream, .protocolError, "a malformed end of the answer")
            return
        }
        var status = trailers.status
        if !stream.deframer.isAtBoundary, status.code == .ok {
            status = GRPCStatus(code: .internalError, message: "the answer ends inside a message")
        }
        budget.reward()
        endCall(stream, status, metadata: trailers.metadata, reset: .noError)
    }

    private mutating func receiveHead(_ list: HeaderList, on stream: HTTP2Stream, isEnd: Bool) {
        switch readResponse(list, isEnd: isEnd) {
        case .interim:
            spendControlFrame()
        case .valid(let head):
            budget.reward()
            stream.inbound = .open
            stream.inboundCompression = head.compression
            events.append(.response(stream.id, head))
        case .trailersOnly(let status, let metadata):
            endCall(stream, status, metadata: metadata, reset: .noError)
        case .malformed:
            resetByError(stream, .protocolError, "a malformed head of the answer")
        case .notGRPC(let status, let metadata):
            endCall(stream, status, metadata: metadata, reset: isEnd ? .noError : .cancel)
        }
    }

    private mutating func readResponse(_ list: HeaderList, isEnd: Bool) -> ResponseHead.Reading {
        if !isEnd, let known = responseHeads[list] { return .valid(known) }
        let reading = ResponseHead.read(list, isEnd: isEnd)
        if case .valid(let head) = reading { responseHeads.keep(head, of: list) }
        return reading
    }

    private mutating func readTrailers(_ list: HeaderList) -> ResponseTrailers? {
        if let known = responseTrailers[list] { return known }
        guard let trailers = ResponseTrailers.read(list) else { return nil }
        responseTrailers.keep(trailers, of: list)
        return trailers
    }

    /// Client: the call is over, whatever of the request has not been sent.
    mutating func endCall(
        _ stream: HTTP2Stream,
        _ status: GRPCStatus,
        metadata: [HeaderField],
        reset code: HTTP2ErrorCode
    ) {
        // NO_ERROR says nothing to a server that has sent its end; it only must know when the request never ends.
        if code != .noError || stream.outbound != .ended {
            output.appendResetStream(stream.id, code == .noError ? .cancel : code)
        }
        events.append(.status(stream.id, status, metadata: metadata))
        remove(stream)
    }

    /// Client: the server has not begun the call, as it says. One that has begun to answer is not believed.
    mutating func refuseCall(_ stream: HTTP2Stream, _ status: GRPCStatus) {
        let isBegun = stream.inbound != .awaitingHead
        events.append(isBegun ? .status(stream.id, status, metadata: []) : .refused(stream.id, status))
        remove(stream)
    }

    // MARK: Both

    /// Ends one stream because the peer broke a rule on it.
    mutating func resetByError(_ stream: HTTP2Stream, _ code: HTTP2ErrorCode, _ what: String) {
        spendControlFrame()
        guard phase != .closed else { return }
        output.appendResetStream(stream.id, code)
        answered(FrameHeader.length + 4)
        switch role {
        case .client:
            let message = "the server broke the rules of HTTP/2: \(what)"
            events.append(.status(stream.id, GRPCStatus(code: .internalError, message: message), metadata: []))
            remove(stream)
        case .server:
            cancel(stream)
        }
    }

    /// Server: nobody waits for the answer any more. The stream keeps its place until its handler has returned.
    mutating func cancel(_ stream: HTTP2Stream) {
        let wasOpen = !stream.isClosed
        linger(stream)
        stream.inbound = .ended
        stream.dropOutbound()
        if wasOpen { events.append(.cancelled(stream.id)) }
        removeIfDone(stream)
    }

    /// Server: from here on a stream is kept for its handler alone.
    mutating func linger(_ stream: HTTP2Stream) {
        guard !stream.isLingering else { return }
        stream.isLingering = true
        lingeringStreams += 1
    }

    mutating func removeIfDone(_ stream: HTTP2Stream) {
        if stream.isClosed, stream.isReleased { remove(stream) }
    }

    mutating func remove(_ stream: HTTP2Stream) {
        stream.inbound = .ended
        stream.dropOutbound()
        if stream.isLingering { lingeringStreams -= 1 }
        streams[stream.id] = nil
        if role == .server, !output.isEmpty { unsentEnds += 1 }
        if isStreamAwaited {
            isStreamAwaited = false
            events.append(.streamsAvailable)
        }
        announceDrained()
    }
}
