import Testing

@testable import PluginProtocol

@Suite("Base64")
struct Base64Tests {
    @Test(
        "The examples of RFC 4648, without padding",
        arguments: [
            ("", ""), ("f", "Zg"), ("fo", "Zm8"), ("foo", "Zm9v"), ("foob", "Zm9vYg"), ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ]
    )
    func examples(plain: String, text: String) throws {
        #expect(Base64.encode(Array(plain.utf8)) == text)
        #expect(try Base64.decode(text.utf8) == Array(plain.utf8))
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        #expect(try Base64.decode((text + padding).utf8) == Array(plain.utf8))
    }

    @Test("Every byte comes back")
    func allBytes() throws {
        let bytes = (0...255).map { UInt8($0) }
        for length in 250...256 {
            let part = Array(bytes.prefix(length))
            #expect(try Base64.decode(Base64.encode(part).utf8) == part)
        }
        #expect(Base64.encode([0xfb, 0xff, 0xbf]) == "+/+/")
    }

    @Test(
        "What is no base64 is refused where it stops being one",
        arguments: [
            ("Zm9*", .illegalByte(offset: 3)), ("Zm 9", .illegalByte(offset: 2)), ("Zm-_", .illegalByte(offset: 2)),
            ("Zg==Zg", .illegalByte(offset: 4)), ("Z", .illegalLength), ("Zm9vY", .illegalLength),
            ("Zg=", .illegalLength), ("Zm9v=", .illegalLength), ("====", .illegalLength), ("Zg===", .illegalLength),
        ] as [(String, Base64.DecodingError)]
    )
    func refused(text: String, error: Base64.DecodingError) {
        #expect(throws: error) { try Base64.decode(text.utf8) }
    }
}
