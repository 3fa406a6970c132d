import PluginTransport

/// The bytes of HTTP/2 as a peer that keeps to no rules writes them.
enum RawHTTP2 {
    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)
    static let settingsAnswer = frame(4, flags: 1, stream: 0)

    static func frame(_ type: UInt8, flags: UInt8 = 0, stream: UInt32, _ payload: [UInt8] = []) -> [UInt8] {
        Array(UInt32(payload.count).bigEndianBytes.dropFirst()) + [type, flags] + stream.bigEndianBytes + payload
    }

    static func settings(_ settings: [(UInt16, UInt32)] = []) -> [UInt8] {
        frame(4, stream: 0, settings.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xff)] + $1.bigEndianBytes })
    }

    static func windowUpdate(_ stream: UInt32, _ increment: UInt32) -> [UInt8] {
        frame(8, stream: stream, increment.bigEndianBytes)
    }

    /// Lets the other side send as much as it likes.
    static let widestWindows = settings([(4, 0x7fff_ffff)]) + windowUpdate(0, 0x7fff_ffff - 65_535)

    /// The head of a call; every field is written out.
    static func request(_ path: String, stream: UInt32, isEnd: Bool = false) -> [UInt8] {
        // :method POST and :scheme http are the fields 3 and 6 of the static table, :path is the name of field 4.
        let block =
            [0x83, 0x86, 0x04] + text(path) + field("content-type", "application/grpc") + field("te", "trailers")
        return frame(1, flags: isEnd ? 5 : 4, stream: stream, block)
    }

    /// The one message of a call, and its end.
    static func message(_ bytes: [UInt8], stream: UInt32, isEnd: Bool = true) -> [UInt8] {
        frame(0, flags: isEnd ? 1 : 0, stream: stream, [0] + UInt32(bytes.count).bigEndianBytes + bytes)
    }

    private static func field(_ name: String, _ value: String) -> [UInt8] {
        [0] + text(name) + text(value)
    }

    private static func text(_ text: String) -> [UInt8] {
        [UInt8(text.utf8.count)] + Array(text.utf8)
    }
}
