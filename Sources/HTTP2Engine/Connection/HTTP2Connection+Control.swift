// The frames that carry no call: settings, windows, resets, pings, the end.
extension HTTP2Connection {
    mutating func receiveSettings(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard header.stream == 0 else {
            fail(.protocolError, "SETTINGS on a stream")
            return
        }
        if header.flags.contains(.acknowledgement) {
            if payload.isEmpty { spendControlFrame() } else { fail(.frameSizeError, "a SETTINGS answer with content") }
            return
        }
        guard payload.count % 6 == 0 else {
            fail(.frameSizeError, "a SETTINGS frame of \(payload.count) bytes")
            return
        }
        spendControlFrame()
        for offset in stride(from: 0, to: payload.count, by: 6) where phase != .closed {
            // Each may touch every stream, so that a frame full of them is as much work as many frames.
            spendControlFrame()
            if let setting = Setting(rawValue: payload.bigEndian16(at: offset)) {
                apply(setting, payload.bigEndian32(at: offset + 2))
            }
        }
        guard phase != .closed else { return }
        hasPeerSettings = true
        output.appendFrameHeader(payload: 0, type: FrameType.settings, flags: .acknowledgement, stream: 0)
        answered(FrameHeader.length)
        announceStreams()
    }

    private mutating func apply(_ setting: Setting, _ value: UInt32) {
        switch setting {
        case .headerTableSize:
            encoder.setPeerTableSize(Int(value))
        case .maximumConcurrentStreams:
            peer.maximumConcurrentStreams = Int(value)
        case .initialWindowSize:
            guard value <= 0x7fff_ffff else {
                fail(.flowControlError, "SETTINGS_INITIAL_WINDOW_SIZE of \(value)")
                return
            }
            changeInitialWindow(to: Int(value))
        case .maximumFrameSize:
            guard 16_384...FrameHeader.maximumPayload ~= Int(value) else {
                fail(.protocolError, "SETTINGS_MAX_FRAME_SIZE of \(value)")
                return
            }
            peer.maximumFrameSize = Int(value)
        case .maximumHeaderListSize:
            peer.maximumHeaderListSize = Int(value)
        case .enablePush:
            // A server may not even offer it (RFC 9113, section 6.5.2).
            guard value == 0 || (value == 1 && role == .server) else {
                fail(.protocolError, "SETTINGS_ENABLE_PUSH of \(value)")
                return
            }
        }
    }

    /// A new initial window also changes the windows of the streams that are open (RFC 9113, section 6.9.2).
    private mutating func changeInitialWindow(to size: Int) {
        let change = size - peer.initialWindowSize
        peer.initialWindowSize = size
        for stream in streams.values {
            stream.sendWindow += change
            guard stream.sendWindow <= 0x7fff_ffff else {
                fail(.flowControlError, "a changed initial window makes the window of a stream too large")
                return
            }
            joinLine(stream)
        }
    }

    /// Says that another stream may be opened, if somebody waits for that and it is so.
    mutating func announceStreams() {
        guard isStreamAwaited, !isFull else { return }
        isStreamAwaited = false
        events.append(.streamsAvailable)
    }

    /// Says once that no call runs on a connection that takes no new ones.
    mutating func announceDrained() {
        guard phase == .draining, streams.isEmpty, !isDrained else { return }
        isDrained = true
        events.append(.drained)
    }

    mutating func receiveWindowUpdate(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard payload.count == 4 else {
            fail(.frameSizeError, "a WINDOW_UPDATE frame of \(payload.count) bytes")
            return
        }
        let increment = Int(payload.bigEndian32(at: 0) & 0x7fff_ffff)
        spendControlFrame()
        if header.stream == 0 {
            sendWindow += increment
            if increment == 0 {
                fail(.protocolError, "a WINDOW_UPDATE of nothing")
            } else if sendWindow > 0x7fff_ffff {
                fail(.flowControlError, "the peer makes the connection's window too large")
            }
        } else if let stream = streams[header.stream] {
            guard stream.outbound != .ended else { return }
            stream.sendWindow += increment
            if increment == 0 {
                resetByError(stream, .protocolError, "a WINDOW_UPDATE of nothing")
            } else if stream.sendWindow > 0x7fff_ffff {
                resetByError(stream, .flowControlError, "a window that is too large")
            } else {
                joinLine(stream)
            }
        } else if isIdle(header.stream) {
            fail(.protocolError, "a WINDOW_UPDATE for a stream that was never opened")
        }
    }

    mutating func receiveResetStream(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard payload.count == 4 else {
            fail(.frameSizeError, "an RST_STREAM frame of \(payload.count) bytes")
            return
        }
        guard header.stream != 0, !isIdle(header.stream) else {
            fail(.protocolError, "RST_STREAM for a stream that was never opened")
            return
        }
        spendControlFrame()
        guard phase != .closed, let stream = streams[header.stream] else { return }
        let code = HTTP2ErrorCode(rawValue: payload.bigEndian32(at: 0))
        switch role {
        case .server:
            cancel(stream)
        case .client:
            let status = GRPCStatus(
                code: GRPCStatusCode(resetCode: code.rawValue),
                message: "the server reset the call (\(code))"
            )
            if code == .refusedStream {
                refuseCall(stream, status)
            } else {
                events.append(.status(stream.id, status, metadata: []))
                remove(stream)
            }
        }
    }

    mutating func receivePing(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard payload.count == 8, header.stream == 0 else {
            fail(payload.count == 8 ? .protocolError : .frameSizeError, "a malformed PING")
            return
        }
        spendControlFrame()
        guard phase != .closed else { return }
        let content = UInt64(payload.bigEndian32(at: 0)) << 32 | UInt64(payload.bigEndian32(at: 4))
        if !header.flags.contains(.acknowledgement) {
            output.appendPing(content, flags: .acknowledgement)
            answered(FrameHeader.length + 8)
        } else if phase == .goingAway, content == Self.drainPing {
            // Whatever the client opened before it heard has come by now.
            phase = .draining
            output.appendGoAway(lastStream: lastServedStream, .noError)
            announceDrained()
        }
    }

    mutating func receiveGoAway(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard payload.count >= 8, header.stream == 0 else {
            fail(payload.count >= 8 ? .protocolError : .frameSizeError, "a malformed GOAWAY")
            return
        }
        spendControlFrame()
        guard phase != .closed else { return }
        let last = payload.bigEndian32(at: 0) & 0x7fff_ffff
        let code = HTTP2ErrorCode(rawValue: payload.bigEndian32(at: 4))
        if phase == .open { events.append(.draining) }
        guard role == .client else { return }
        phase = .draining
        let reason = String(decoding: payload[8...].prefix(256), as: UTF8.self)
        let message = "the server goes away (\(code)\(reason.isEmpty ? "" : ", \(reason)")) and has not begun this call"
        for stream in streams.values.filter({ $0.id > last }).sorted(by: { $0.id < $1.id }) {
            refuseCall(stream, GRPCStatus(code: .unavailable, message: message))
        }
        announceStreams()
        announceDrained()
    }

    mutating func receivePriority(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer) {
        guard header.stream != 0 else {
            fail(.protocolError, "PRIORITY on stream 0")
            return
        }
        if payload.count == 5 {
            spendControlFrame()
        } else if let stream = streams[header.stream], !stream.isClosed {
            resetByError(stream, .frameSizeError, "a PRIORITY frame of \(payload.count) bytes")
        } else if isIdle(header.stream) {
            // It is an error of the stream, but one that was never opened cannot be reset (RFC 9113, section 6.4).
            fail(.frameSizeError, "a PRIORITY frame of \(payload.count) bytes")
        } else {
            spendControlFrame()
        }
    }

    /// The content of the PING whose answer says that the client has seen the GOAWAY before it.
    static let drainPing: UInt64 = 0x6472_6169_6e69_6e67

    /// Takes no new calls and ends with the last one: ``HTTP2Event/drained``.
    package mutating func drain() {
        guard phase == .open else { return }
        switch role {
        case .client:
            phase = .draining
            announceStreams()
            announceDrained()
        case .server:
            // In two steps, because calls may be on their way that the client believes accepted (RFC 9113, 6.8).
            phase = .goingAway
            output.appendGoAway(lastStream: 0x7fff_ffff, .noError)
            output.appendPing(Self.drainPing)
        }
    }

    /// Ends the connection in order: the peer is told, and every call that runs is ended with `status`.
    package mutating func close(_ status: GRPCStatus) {
        guard phase != .closed else { return }
        output.appendGoAway(lastStream: lastServedStream, .noError)
        abandon(status)
    }
}
