import Testing

@testable import PluginProtocol

@Suite("yamux header")
struct YamuxHeaderTests {
    @Test(
        "Every field stands at its place",
        arguments: [
            ("00 00 0000 00000001 00000005", YamuxHeader(.data, stream: 1, length: 5)),
            ("00 01 0001 00000003 00000000", YamuxHeader(.windowUpdate, .syn, stream: 3)),
            ("00 01 0002 00000002 00040000", YamuxHeader(.windowUpdate, .ack, stream: 2, length: 262_144)),
            ("00 02 0001 00000000 deadbeef", YamuxHeader(.ping, .syn, length: 0xdead_beef)),
            ("00 03 0000 00000000 00000002", YamuxHeader(.goAway, length: 2)),
            ("00 00 000c 01020304 05060708", YamuxHeader(.data, [.fin, .rst], stream: 0x102_0304, length: 0x506_0708)),
        ]
    )
    func layout(text: String, header: YamuxHeader) throws {
        #expect(try YamuxHeader(parsing: hex(text)) == header)
        var bytes: [UInt8] = []
        header.write(to: &bytes)
        #expect(bytes == hex(text))
    }

    @Test(
        "Other versions and types are refused",
        arguments: [
            ("01 00 0000 00000001 00000000", YamuxError.Code.unsupportedVersion),
            ("50 52 4920 2a204854 54502f32", .unsupportedVersion),
            ("00 04 0000 00000001 00000000", .unknownType),
            ("00 ff 0000 00000001 00000000", .unknownType),
        ]
    )
    func refused(text: String, code: YamuxError.Code) {
        var session = YamuxSession(role: .server)
        #expect(session.failure(receiving: hex(text)) == code)
    }
}
