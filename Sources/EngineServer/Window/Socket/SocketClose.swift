import NIOCore
import NIOWebSocket

/// Why a WebSocket is closed: a code of RFC 6455, section 7.4, and a few words for whoever looks at the connection.
struct SocketClose: Error, Hashable, Sendable {
    let code: UInt16
    let reason: String

    /// 1000: all is done.
    static let normal = Self(code: 1000, reason: "")
    /// 1001: the engine stops.
    static let stopping = Self(code: 1001, reason: "the engine stops")

    /// 1002: the frames are not those of a WebSocket.
    static func brokenProtocol(_ reason: String) -> Self { Self(code: 1002, reason: reason) }
    /// 1003: a message is not what this socket takes.
    static func unacceptable(_ reason: String) -> Self { Self(code: 1003, reason: reason) }
    /// 1007: a text is no UTF-8.
    static let notUTF8 = Self(code: 1007, reason: "text must be UTF-8")
    /// 1008: a message is well formed and breaks a rule.
    static func violation(_ reason: String) -> Self { Self(code: 1008, reason: reason) }
    /// 1009: a message is too long.
    static func tooLong(_ limit: Int) -> Self { Self(code: 1009, reason: "a message has at most \(limit) bytes") }

    init(code: UInt16, reason: String) {
        self.code = code
        self.reason = reason
    }

    /// What the decoder of frames found; nil when it was not the decoder.
    init?(_ error: any Error) {
        switch error as? NIOWebSocketError {
        case .invalidFrameLength: self.init(code: 1009, reason: "a frame is too long")
        case .fragmentedControlFrame: self = .brokenProtocol("control frames come in one piece")
        case .multiByteControlFrameLength: self = .brokenProtocol("control frames have at most 125 bytes")
        case nil: return nil
        }
    }

    /// What a peer said when it closed: nothing, or a code and a reason.
    init(payload: [UInt8]) throws(SocketClose) {
        guard !payload.isEmpty else {
            self = .normal
            return
        }
        guard payload.count >= 2 else { throw .brokenProtocol("a close has no code or a whole one") }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        // The others are not for the wire, or not given to anything yet.
        guard [1000...1003, 1007...1014, 3000...4999].contains(where: { $0.contains(code) }) else {
            throw .brokenProtocol("there is no such close code")
        }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else { throw .notUTF8 }
        self.init(code: code, reason: reason)
    }

    /// What is sent.
    var payload: ByteBuffer {
        var buffer = ByteBuffer()
        buffer.writeInteger(code)
        buffer.writeString(reason)
        return buffer
    }
}
