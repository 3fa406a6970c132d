/// One frame as it lies on the wire, written and read without the engine (RFC 9113, section 4.1).
struct WireFrame: Hashable {
    var type: UInt8
    var flags: UInt8
    var stream: UInt32
    var payload: [UInt8]

    init(_ type: UInt8, flags: UInt8 = 0, stream: UInt32 = 0, _ payload: [UInt8] = []) {
        self.type = type
        self.flags = flags
        self.stream = stream
        self.payload = payload
    }

    var bytes: [UInt8] {
        let length = payload.count
        return [UInt8(length >> 16 & 255), UInt8(length >> 8 & 255), UInt8(length & 255), type, flags]
            + Self.number(stream) + payload
    }

    /// The four bytes of a number.
    static func number(_ value: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(value >> $0 & 255) }
    }

    /// The frames that `bytes` begin with; the start of one that is not whole is left out.
    static func all(in bytes: [UInt8]) -> [WireFrame] {
        var frames: [WireFrame] = []
        var start = 0
        while start + 9 <= bytes.count {
            let length = Int(bytes[start]) << 16 | Int(bytes[start + 1]) << 8 | Int(bytes[start + 2])
            guard start + 9 + length <= bytes.count else { break }
            let stream = bytes[(start + 5)..<(start + 9)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            let payload = Array(bytes[(start + 9)..<(start + 9 + length)])
            frames.append(WireFrame(bytes[start + 3], flags: bytes[start + 4], stream: stream, payload))
            start += 9 + length
        }
        return frames
    }

    /// The number at an offset of the payload.
    func number(at offset: Int) -> UInt32 {
        payload.dropFirst(offset).prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }
}

// What peers say. Each function writes what it is told, be it allowed or not.
extension WireFrame {
    /// DATA; `padding` adds the length byte and so many zeros.
    static func data(_ stream: UInt32, _ bytes: [UInt8] = [], end: Bool = false, padding: Int? = nil) -> WireFrame {
        let flags = (end ? 0x1 : 0) | (padding == nil ? 0 : 0x8) as UInt8
        return WireFrame(0, flags: flags, stream: stream, padded(bytes, padding))
    }

    /// A message that lies in shared memory.
    static func placed(_ stream: UInt32, block: UInt32, count: UInt32, end: Bool = false) -> WireFrame {
        WireFrame(0xf0, flags: end ? 0x1 : 0, stream: stream, number(block) + number(count))
    }

    static func headers(
        _ stream: UInt32,
        _ fields: [(String, String)],
        end: Bool = false,
        padding: Int? = nil,
        priority: Bool = false
    ) -> WireFrame {
        block(stream, WireHeaders.block(fields), end: end, padding: padding, priority: priority)
    }

    /// HEADERS with a block that is given as it is; `whole` is END_HEADERS.
    static func block(
        _ stream: UInt32,
        _ block: [UInt8],
        end: Bool = false,
        whole: Bool = true,
        padding: Int? = nil,
        priority: Bool = false
    ) -> WireFrame {
        var flags: UInt8 = 0
        if end { flags |= 0x1 }
        if whole { flags |= 0x4 }
        if padding != nil { flags |= 0x8 }
        if priority { flags |= 0x20 }
        return WireFrame(1, flags: flags, stream: stream, padded((priority ? [0, 0, 0, 0, 16] : []) + block, padding))
    }

    static func continuation(_ stream: UInt32, _ block: [UInt8], whole: Bool = true) -> WireFrame {
        WireFrame(9, flags: whole ? 0x4 : 0, stream: stream, block)
    }

    static func priority(_ stream: UInt32) -> WireFrame { WireFrame(2, stream: stream, [0, 0, 0, 0, 16]) }

    static func reset(_ stream: UInt32, _ code: UInt32) -> WireFrame { WireFrame(3, stream: stream, number(code)) }

    static func settings(_ settings: [(UInt16, UInt32)] = []) -> WireFrame {
        WireFrame(4, settings.flatMap { [UInt8($0.0 >> 8), UInt8($0.0 & 255)] + number($0.1) })
    }

    static let settingsAnswer = WireFrame(4, flags: 1)

    static func ping(_ content: UInt64 = 0, answer: Bool = false) -> WireFrame {
        WireFrame(6, flags: answer ? 1 : 0, number(UInt32(content >> 32)) + number(UInt32(content & 0xffff_ffff)))
    }

    static func goAway(_ last: UInt32, _ code: UInt32 = 0, _ reason: String = "") -> WireFrame {
        WireFrame(7, number(last) + number(code) + reason.utf8)
    }

    static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> WireFrame {
        WireFrame(8, stream: stream, number(increment))
    }

    private static func padded(_ bytes: [UInt8], _ padding: Int?) -> [UInt8] {
        guard let padding else { return bytes }
        return [UInt8(padding)] + bytes + [UInt8](repeating: 0, count: padding)
    }
}

/// Header blocks without tables and without Huffman code (RFC 7541, section 6.2.2).
enum WireHeaders {
    static func block(_ fields: [(String, String)]) -> [UInt8] {
        fields.flatMap { [0] + string($0.0) + string($0.1) }
    }

    /// A field that is put into the table (RFC 7541, section 6.2.1).
    static func inserted(_ name: String, _ value: String) -> [UInt8] { [0x40] + string(name) + string(value) }

    private static func string(_ text: String) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8.count
        if rest < 127 {
            bytes.append(UInt8(rest))
        } else {
            bytes.append(127)
            rest -= 127
            while rest >= 128 {
                bytes.append(UInt8(rest & 127 | 128))
                rest >>= 7
            }
            bytes.append(UInt8(rest))
        }
        return bytes + text.utf8
    }

    /// The least that gRPC wants of a request.
    static func request(_ path: String = "/a.B/C", _ more: [(String, String)] = []) -> [(String, String)] {
        [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost"),
            ("te", "trailers"), ("content-type", "application/grpc"),
        ] + more
    }

    static let response = [(":status", "200"), ("content-type", "application/grpc")]

    static let trailers = [("grpc-status", "0")]
}

/// A message with its prefix, as it lies in DATA.
func framed(_ message: [UInt8], flag: UInt8 = 0) -> [UInt8] {
    [flag] + WireFrame.number(UInt32(message.count)) + message
}
