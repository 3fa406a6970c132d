import NIOCore
import NIOWebSocket

/// What a page sends, as whole as it was meant.
enum SocketMessage: Hashable, Sendable {
    case text([UInt8])
    case binary([UInt8])
    case ping([UInt8])
    case pong
    case close(SocketClose)
}

/// Makes messages of frames, and refuses what RFC 6455 does not allow a client to send.
struct MessageAssembler {
    private let limits: WindowLimits
    /// The kind of the message of which some frames have come; nil between messages.
    private var kind: WebSocketOpcode?
    private var bytes: [UInt8] = []
    private var fragments = 0

    init(limits: WindowLimits) {
        self.limits = limits
    }

    /// The longest payload of a frame that the limits allow.
    static func maxFrameBytes(_ limits: WindowLimits) -> Int {
        max(limit(for: .text, limits), limit(for: .binary, limits), maxControlBytes)
    }

    private static let maxControlBytes = 125

    private static func limit(for kind: WebSocketOpcode, _ limits: WindowLimits) -> Int {
        kind == .text
            ? limits.maxTextBytes + limits.maxValueBytes : limits.maxMessageBytes + BinaryMessage.headerBytes
    }

    /// Takes the next frame; the message that it completes, when it completes one.
    mutating func take(_ frame: WebSocketFrame) throws(SocketClose) -> SocketMessage? {
        guard frame.maskKey != nil else { throw .brokenProtocol("a client masks its frames") }
        guard !frame.rsv1, !frame.rsv2, !frame.rsv3 else { throw .brokenProtocol("no extension was agreed on") }
        switch frame.opcode {
        case .text, .binary:
            guard kind == nil else { throw .brokenProtocol("a message begins inside another") }
            kind = frame.opcode
        case .continuation:
            guard kind != nil else { throw .brokenProtocol("nothing is there to be continued") }
        case .ping, .pong, .connectionClose: return try Self.control(frame)
        default: throw .brokenProtocol("there is no such frame")
        }
        return try append(frame)
    }

    private static func control(_ frame: WebSocketFrame) throws(SocketClose) -> SocketMessage {
        let payload = Array(buffer: frame.unmaskedData)
        guard frame.fin, payload.count <= maxControlBytes else {
            throw .brokenProtocol("control frames come in one piece of at most \(maxControlBytes) bytes")
        }
        switch frame.opcode {
        case .ping: return .ping(payload)
        case .pong: return .pong
        default: return .close(try SocketClose(payload: payload))
        }
    }

    private mutating func append(_ frame: WebSocketFrame) throws(SocketClose) -> SocketMessage? {
        guard let kind else { return nil }
        let limit = Self.limit(for: kind, limits)
        guard bytes.count + frame.length <= limit else { throw .tooLong(limit) }
        fragments += 1
        guard fragments <= limits.maxFragments else {
            throw .violation("a message comes in at most \(limits.maxFragments) frames")
        }
        bytes += frame.unmaskedData.readableBytesView
        guard frame.fin else { return nil }
        let whole = bytes
        self.kind = nil
        bytes = []
        fragments = 0
        guard kind == .text else { return .binary(whole) }
        guard Self.isUTF8(whole) else { throw .notUTF8 }
        return .text(whole)
    }

    private static func isUTF8(_ bytes: [UInt8]) -> Bool {
        String(validating: bytes, as: UTF8.self) != nil
    }
}
