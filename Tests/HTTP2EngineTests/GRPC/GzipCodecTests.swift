import HTTP2Engine
import Testing

@Suite struct GzipCodecTests {
    private static let text = Array("hello, hello, hello".utf8)
    /// `text` as another program compressed it.
    private static let member: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8,
        0x40,
        0xa2, 0x00, 0x9f, 0xa1, 0xca, 0x09, 0x13, 0x00, 0x00, 0x00,
    ]
    /// The same with every optional part of the header: extra field, name, comment, checksum.
    private static let memberWithFields: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x1e, 0x00, 0x00, 0x00, 0x00, 0x00, 0xff, 0x02, 0x00, 0x61, 0x62, 0x6e, 0x61, 0x6d, 0x65,
        0x00,
        0x6e, 0x6f, 0x74, 0x65, 0x00, 0x51, 0xea, 0xcb, 0x48, 0xcd, 0xc9, 0xc9, 0xd7, 0x51, 0xc8, 0x40, 0xa2, 0x00,
        0x9f,
        0xa1, 0xca, 0x09, 0x13, 0x00, 0x00, 0x00,
    ]
    private static let emptyMember: [UInt8] = [
        0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x00,
        0x00,
    ]

    private func compress(_ bytes: [UInt8]) throws -> [UInt8] {
        try bytes.withUnsafeBytes { try GzipCodec.compress($0) }
    }

    private func decompress(_ bytes: [UInt8], limit: Int = 1_000_000) -> Result<[UInt8], GRPCCodingError> {
        bytes.withUnsafeBytes { bytes in
            Result { () throws(GRPCCodingError) in try GzipCodec.decompress(bytes, limit: limit) }
        }
    }

    private func code(_ result: Result<[UInt8], GRPCCodingError>) -> GRPCCodingError.Code? {
        if case .failure(let error) = result { error.code } else { nil }
    }

    @Test func readsWhatOthersWrote() {
        #expect(decompress(Self.member) == .success(Self.text))
        #expect(decompress(Self.memberWithFields) == .success(Self.text))
        #expect(decompress(Self.emptyMember, limit: 0) == .success([]))
    }

    @Test(arguments: [0, 1, 2, 1_000, 32_767, 32_768, 32_769, 300_000])
    func everythingSurvives(count: Int) throws {
        var random = GRPCSeededRandom(seed: UInt64(count))
        let noise = random.bytes(count)
        let text = noise.map { $0 % 4 }
        for bytes in [noise, text, [UInt8](repeating: 0, count: count)] {
            let compressed = try compress(bytes)
            #expect(compressed.starts(with: [0x1f, 0x8b, 8]))
            #expect(decompress(compressed) == .success(bytes))
        }
    }

    @Test(arguments: [19, 32_768, 100_000])
    func limitIsTheLargestMessage(count: Int) throws {
        let bytes = [UInt8](repeating: 5, count: count)
        let compressed = try compress(bytes)
        #expect(decompress(compressed, limit: count) == .success(bytes))
        let above = decompress(compressed, limit: count - 1)
        #expect(code(above) == .messageTooLarge)
        #expect("\(above)".contains(" \(count - 1)."))
        #expect(code(decompress(compressed, limit: 0)) == .messageTooLarge)
        #expect(code(decompress(compressed, limit: .min)) == .messageTooLarge)
        #expect(decompress(compressed, limit: .max) == .success(bytes))
    }

    @Test func everyTruncationIsMalformed() {
        for member in [Self.member, Self.memberWithFields, Self.emptyMember] {
            for count in 0..<member.count {
                #expect(code(decompress(Array(member[..<count]))) == .malformed)
            }
        }
    }

    @Test func bytesAfterTheMemberAreMalformed() {
        #expect(code(decompress(Self.member + [0])) == .malformed)
        #expect(code(decompress(Self.member + Self.member)) == .malformed)
        #expect(code(decompress(Self.emptyMember + Self.emptyMember)) == .malformed)
    }

    @Test func otherFormatsAreMalformed() {
        // RFC 1950, RFC 1951, and no compression at all.
        let zlib: [UInt8] = [0x78, 0x9c] + Self.member[10..<21] + [0x44, 0x28, 0x06, 0xd5]
        for bytes in [zlib, Array(Self.member[10..<21]), Self.text] {
            #expect(code(decompress(bytes)) == .malformed)
        }
    }

    @Test func everyBitFlipIsFoundOrHarmless() {
        for index in Self.memberWithFields.indices {
            for bit in 0..<8 {
                var bytes = Self.memberWithFields
                bytes[index] ^= 1 << UInt8(bit)
                let result = decompress(bytes)
                #expect(result == .success(Self.text) || code(result) == .malformed)
            }
        }
    }

    @Test func noiseIsNoCrash() {
        var random = GRPCSeededRandom(seed: 7)
        for _ in 0..<2_000 {
            let noise = Self.member.prefix(10) + random.bytes(Int.random(in: 0...200, using: &random))
            let result = decompress(Array(noise), limit: 1_000)
            // The checksum and the length would have to be right by chance.
            #expect(code(result) == .malformed || code(result) == .messageTooLarge)
        }
    }

    /// The unfolded stream is 1 GiB; its rest is destroyed, so that reading on past the limit would be `malformed`.
    @Test func bombStopsAtTheLimit() {
        var bomb = bombOfZeros(count: 1 << 30)
        #expect(bomb.count < 7_000_000)
        let limit = 1 << 20
        #expect(code(decompress(bomb, limit: limit)) == .messageTooLarge)
        // 13 bytes unfold to 8 x 258; a generous chunk more than the limit is all that may be looked at.
        for index in (limit + 65_536) / (8 * 258) * 13..<bomb.count { bomb[index] = 0 }
        #expect(code(decompress(bomb, limit: limit)) == .messageTooLarge)
        // And the same stream is found to be broken when the limit allows to read on.
        #expect(code(decompress(bomb, limit: 2 * limit)) == .malformed)
    }

    /// The start of a member with `count` zeros at least: one block of fixed codes (RFC 1951 section 3.2.6) that holds a
    /// zero and then only copies of 258 bytes from one byte before.
    private func bombOfZeros(count: Int) -> [UInt8] {
        let zero = [0, 0, 1, 1, 0, 0, 0, 0]
        let copy = [1, 1, 0, 0, 0, 1, 0, 1] + [0, 0, 0, 0, 0]
        let bits = [0, 1, 0] + zero + (0..<16).flatMap { _ in copy }
        let bytes = (0..<bits.count / 8).map { index in
            (0..<8).reduce(UInt8(0)) { $0 | UInt8(bits[index * 8 + $1]) << UInt8($1) }
        }
        // From the third byte on the bits repeat every 13 bytes.
        let period = bytes[2..<15]
        var bomb = Array(Self.member[..<10]) + bytes[..<2]
        for _ in 0...count / (8 * 258) { bomb += period }
        return bomb
    }
}
