/// Frames are written straight into the bytes that go to the peer.
extension [UInt8] {
    mutating func appendFrameHeader(payload: Int, type: UInt8, flags: FrameFlags = [], stream: StreamID) {
        append(UInt8(truncatingIfNeeded: payload >> 16))
        append(UInt8(truncatingIfNeeded: payload >> 8))
        append(UInt8(truncatingIfNeeded: payload))
        append(type)
        append(flags.rawValue)
        appendBigEndian(stream)
    }

    mutating func appendResetStream(_ stream: StreamID, _ code: HTTP2ErrorCode) {
        appendFrameHeader(payload: 4, type: FrameType.resetStream, stream: stream)
        appendBigEndian(code.rawValue)
    }

    mutating func appendWindowUpdate(_ stream: StreamID, increment: Int) {
        appendFrameHeader(payload: 4, type: FrameType.windowUpdate, stream: stream)
        appendBigEndian(UInt32(increment))
    }

    mutating func appendPing(_ payload: UInt64, flags: FrameFlags = []) {
        appendFrameHeader(payload: 8, type: FrameType.ping, flags: flags, stream: 0)
        appendBigEndian(UInt32(truncatingIfNeeded: payload >> 32))
        appendBigEndian(UInt32(truncatingIfNeeded: payload))
    }

    mutating func appendGoAway(lastStream: StreamID, _ code: HTTP2ErrorCode, reason: String = "") {
        appendFrameHeader(payload: 8 + reason.utf8.count, type: FrameType.goAway, stream: 0)
        appendBigEndian(lastStream)
        appendBigEndian(code.rawValue)
        append(contentsOf: reason.utf8)
    }

    mutating func appendSettings(_ settings: [(Setting, UInt32)]) {
        appendFrameHeader(payload: settings.count * 6, type: FrameType.settings, stream: 0)
        for (setting, value) in settings {
            append(UInt8(truncatingIfNeeded: setting.rawValue >> 8))
            append(UInt8(truncatingIfNeeded: setting.rawValue))
            appendBigEndian(value)
        }
    }

    mutating func appendBigEndian(_ value: UInt32) {
        append(UInt8(truncatingIfNeeded: value >> 24))
        append(UInt8(truncatingIfNeeded: value >> 16))
        append(UInt8(truncatingIfNeeded: value >> 8))
        append(UInt8(truncatingIfNeeded: value))
    }

    /// Replaces four bytes, which must be there.
    mutating func setBigEndian(_ value: UInt32, at offset: Int) {
        self[offset] = UInt8(truncatingIfNeeded: value >> 24)
        self[offset + 1] = UInt8(truncatingIfNeeded: value >> 16)
        self[offset + 2] = UInt8(truncatingIfNeeded: value >> 8)
        self[offset + 3] = UInt8(truncatingIfNeeded: value)
    }
}
