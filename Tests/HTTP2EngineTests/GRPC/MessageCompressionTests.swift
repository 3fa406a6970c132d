import HTTP2Engine
import Testing

@Suite struct MessageCompressionTests {
    private let text = Array("hello, hello, hello".utf8)

    private func decompress(
        _ bytes: [UInt8],
        _ compression: MessageCompression,
        limit: Int = 1_000
    ) throws -> [UInt8] {
        try bytes.withUnsafeBytes { try compression.decompress($0, limit: limit) }
    }

    @Test(
        arguments: [("identity", .identity), ("gzip", .gzip), ("deflate", .deflate)] as [(String, MessageCompression)]
    )
    func knowsNames(name: String, compression: MessageCompression) {
        #expect(MessageCompression(name: name) == compression)
        #expect(compression.name == name)
    }

    @Test(arguments: ["", "GZIP", "Gzip", " gzip", "gzip ", "gzip,identity", "x-gzip", "br", "snappy", "zstd"])
    func refusesOtherNames(name: String) {
        #expect(MessageCompression(name: name) == nil)
    }

    @Test func offersAllOfThem() {
        let offered = MessageCompression.acceptEncoding.split(separator: ",").map(String.init)
        #expect(offered == MessageCompression.allCases.map(\.name))
    }

    @Test(arguments: MessageCompression.allCases)
    func everyMessageSurvivesWithinTheLimit(compression: MessageCompression) throws {
        for bytes in [[], text, [UInt8](repeating: 1, count: 1_000)] {
            let compressed = try bytes.withUnsafeBytes { try compression.compress($0) }
            #expect(try decompress(compressed, compression, limit: bytes.count) == bytes)
            guard !bytes.isEmpty else { continue }
            let error = #expect(throws: GRPCCodingError.self) {
                try decompress(compressed, compression, limit: bytes.count - 1)
            }
            #expect(error?.code == .messageTooLarge)
        }
    }

    /// Written by another program in the format of RFC 1950.
    @Test func deflateIsTheZlibFormat() throws {
        let stream: [UInt8] = [
            0x78, 0x9c, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8, 0x40, 0xa2, 0x00, 0x44, 0x28, 0x06, 0xd5,
        ]
        #expect(try decompress(stream, .deflate) == text)
        let bare = Array(stream[2..<13])
        let needsDictionary: [UInt8] = [
            0x78, 0xbb, 0x06, 0x2c, 0x02, 0x15, 0xcb, 0x00, 0x11, 0x3a, 0x0a, 0xc8, 0x14, 0x00, 0x44, 0x28, 0x06, 0xd5,
        ]
        let gzip = try text.withUnsafeBytes { try GzipCodec.compress($0) }
        for bytes in [bare, needsDictionary, gzip, stream + [0], stream.dropLast(), []] {
            let error = #expect(throws: GRPCCodingError.self) { try decompress(Array(bytes), .deflate) }
            #expect(error?.code == .malformed)
        }
    }
}
