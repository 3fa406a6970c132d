/// One frame of HTTP/2 as it stands on the wire (RFC 9113 section 4.1), right or wrong.
struct RawFrame: Sendable, Hashable {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let reset: UInt8 = 3
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9

    static let endStream: UInt8 = 1
    static let acknowledgement: UInt8 = 1
    static let endHeaders: UInt8 = 4
    private static let padded: UInt8 = 8
    private static let priority: UInt8 = 0x20

    var type: UInt8
    var flags: UInt8 = 0
    var stream: UInt32
    var payload: [UInt8] = []

    /// What a client writes first.
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    var bytes: [UInt8] {
        let length = UInt32(payload.count)
        let head = [UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags]
        return head + Self.bytes(of: stream) + payload
    }

    /// The first whole frame in `bytes`, and how long it is; nil when there is none yet.
    static func first(in bytes: ArraySlice<UInt8>) -> (frame: RawFrame, length: Int)? {
        let head = Array(bytes.prefix(9))
        guard head.count == 9 else { return nil }
        let length = head[..<3].reduce(0) { $0 << 8 | Int($1) }
        guard bytes.count >= 9 + length else { return nil }
        let frame = RawFrame(
            type: head[3],
            flags: head[4],
            stream: head[5...].reduce(0) { $0 << 8 | UInt32($1) } & 0x7fff_ffff,
            payload: Array(bytes.dropFirst(9).prefix(length))
        )
        return (frame, 9 + length)
    }

    /// What a HEADERS or DATA frame carries beside padding and priority.
    var content: ArraySlice<UInt8> {
        var content = payload[...]
        if flags & Self.padded != 0, let length = content.popFirst() { content = content.dropLast(Int(length)) }
        if type == Self.headers, flags & Self.priority != 0 { content = content.dropFirst(5) }
        return content
    }

    /// A number in four bytes, the highest first.
    static func bytes(of number: UInt32) -> [UInt8] {
        [UInt8(number >> 24), UInt8(number >> 16 & 255), UInt8(number >> 8 & 255), UInt8(number & 255)]
    }
}
