// Bytes become frames, and frames go to those who know what they mean.
extension HTTP2Connection {
    /// Takes bytes from the peer, cut anywhere. Events should be taken after each portion: a portion of short messages
    /// becomes many.
    ///
    /// - Parameter now: the time, by which control frames are rationed.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer, at now: ContinuousClock.Instant) {
        guard phase != .closed else { return }
        budget.refill(at: now)
        var input = bytes
        guard receivePreface(from: &input) else { return }
        while !input.isEmpty, phase != .closed {
            if let frame = wholeFrame(at: input) {
                handle(frame)
                input = UnsafeRawBufferPointer(rebasing: input[frame.count...])
            } else if let frame = reader.complete(from: &input, maximumPayload: limits.frameSize) {
                frame.withUnsafeBytes { handle($0) }
                reader.recycle(frame)
            }
        }
    }

    /// A frame that can be handled where it lies; its header alone when it is too long to be handled at all.
    private func wholeFrame(at input: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        guard !reader.isInsideFrame, input.count >= FrameHeader.length else { return nil }
        let header = FrameHeader(input)
        let length = header.payloadLength <= limits.frameSize ? header.frameLength : FrameHeader.length
        guard input.count >= length else { return nil }
        return UnsafeRawBufferPointer(rebasing: input[..<length])
    }

    private mutating func receivePreface(from input: inout UnsafeRawBufferPointer) -> Bool {
        guard role == .server, prefaceSeen < Self.clientPreface.count else { return true }
        let step = min(Self.clientPreface.count - prefaceSeen, input.count)
        guard input[..<step].elementsEqual(Self.clientPreface[prefaceSeen..<prefaceSeen + step]) else {
            fail(.protocolError, "the client does not begin with the preface of HTTP/2")
            return false
        }
        prefaceSeen += step
        input = UnsafeRawBufferPointer(rebasing: input[step...])
        return true
    }

    private mutating func handle(_ frame: UnsafeRawBufferPointer) {
        let header = FrameHeader(frame)
        let payload = UnsafeRawBufferPointer(rebasing: frame[FrameHeader.length...])
        guard header.payloadLength <= limits.frameSize else {
            fail(.frameSizeError, "a frame of \(header.payloadLength) bytes exceeds \(limits.frameSize)")
            return
        }
        guard hasPeerSettings || header.type == FrameType.settings else {
            fail(.protocolError, "the peer's first frame is not SETTINGS")
            return
        }
        guard headerBlock == nil || header.type == FrameType.continuation else {
            fail(.protocolError, "a header block is interrupted by another frame")
            return
        }
        switch header.type {
        case FrameType.data: receiveData(header, payload)
        case FrameType.headers: receiveHeaders(header, payload)
        case FrameType.continuation: receiveContinuation(header, payload)
        case FrameType.resetStream: receiveResetStream(header, payload)
        case FrameType.settings: receiveSettings(header, payload)
        case FrameType.ping: receivePing(header, payload)
        case FrameType.goAway: receiveGoAway(header, payload)
        case FrameType.windowUpdate: receiveWindowUpdate(header, payload)
        case FrameType.priority: receivePriority(header, payload)
        case FrameType.pushPromise: fail(.protocolError, "the peer pushes, which it was told not to")
        case FrameType.placedMessage: receivePlacedMessage(header, payload)
        default: spendControlFrame()
        }
    }

    /// Pays for a frame that moves nothing forward.
    mutating func spendControlFrame() {
        guard budget.spend() else {
            fail(.enhanceYourCalm, "the peer sends too many frames that move nothing forward")
            return
        }
    }

    /// Takes note of what is written only because the peer asked for it.
    mutating func answered(_ count: Int) {
        answerCount += count
        if answerCount > limits.unreadAnswers {
            fail(.enhanceYourCalm, "the peer does not read the answers that it asks for")
        }
    }

    /// Whether a stream of this number has never been opened, so that no frame can belong to it.
    func isIdle(_ id: StreamID) -> Bool {
        switch role {
        case .client: id & 1 == 0 || id >= nextStream
        case .server: id & 1 == 0 || id > lastPeerStream
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The payload of a DATA or HEADERS frame without its padding; nil when the padding is longer than what is there.
    func withoutPadding(_ flags: FrameFlags) -> UnsafeRawBufferPointer? {
        guard flags.contains(.padded) else { return self }
        guard let padding = first, Int(padding) < count else { return nil }
        return UnsafeRawBufferPointer(rebasing: self[1..<count - Int(padding)])
    }
}
