/// The nine bytes in front of every frame's payload (RFC 9113, section 4.1).
struct FrameHeader {
    static let length = 9
    /// The largest payload that fits the 24-bit length field.
    static let maximumPayload = 1 << 24 - 1

    /// How many bytes of payload follow.
    var payloadLength: Int
    /// The frame's type, as a number: types nobody knows must be ignored (RFC 9113, section 5.5).
    var type: UInt8
    var flags: FrameFlags
    /// The stream the frame belongs to; 0 is the connection itself.
    var stream: StreamID

    /// Reads a header; there must be at least ``length`` bytes.
    init(_ bytes: UnsafeRawBufferPointer) {
        payloadLength = Int(bytes[0]) << 16 | Int(bytes[1]) << 8 | Int(bytes[2])
        type = bytes[3]
        flags = FrameFlags(rawValue: bytes[4])
        // The highest bit is reserved, and ignored.
        stream = bytes.bigEndian32(at: 5) & 0x7fff_ffff
    }

    /// The whole frame, header and payload, in bytes.
    var frameLength: Int { Self.length + payloadLength }
}

/// The number of one stream: odd when the client opened it.
package typealias StreamID = UInt32

/// The frame types of HTTP/2 (RFC 9113, section 6).
enum FrameType {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let priority: UInt8 = 2
    static let resetStream: UInt8 = 3
    static let settings: UInt8 = 4
    static let pushPromise: UInt8 = 5
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9
    /// Of this engine alone (``PlacedMessage``).
    static let placedMessage: UInt8 = 0xf0
}

/// What a frame's flags mean depends on its type; two of them share a bit.
struct FrameFlags: OptionSet {
    var rawValue: UInt8

    /// DATA, HEADERS: the sender's last frame on this stream.
    static let endStream = FrameFlags(rawValue: 0x1)
    /// SETTINGS, PING: the answer to one that was received.
    static let acknowledgement = FrameFlags(rawValue: 0x1)
    /// HEADERS, CONTINUATION: the header block is whole.
    static let endHeaders = FrameFlags(rawValue: 0x4)
    /// DATA, HEADERS: the payload begins with a length of padding.
    static let padded = FrameFlags(rawValue: 0x8)
    /// HEADERS: the payload has five bytes of priority, which nobody uses any more.
    static let priority = FrameFlags(rawValue: 0x20)
}

extension UnsafeRawBufferPointer {
    /// Four bytes, most significant first; they must be there.
    func bigEndian32(at offset: Int) -> UInt32 {
        UInt32(self[offset]) << 24 | UInt32(self[offset + 1]) << 16 | UInt32(self[offset + 2]) << 8
            | UInt32(self[offset + 3])
    }

    /// Two bytes, most significant first; they must be there.
    func bigEndian16(at offset: Int) -> UInt16 {
        UInt16(self[offset]) << 8 | UInt16(self[offset + 1])
    }
}
