import Testing

@testable import HTTP2Engine

@Suite("HPACK: Huffman code")
struct HuffmanTests {
    @Test("The code is complete and has no code within another")
    func completeness() {
        #expect(HuffmanCode.lengths.count == 257)
        #expect(HuffmanCode.symbols.count == 257 && Set(HuffmanCode.symbols).count == 257)
        // Kraft: a prefix code is complete when the codes' shares add up to the whole.
        let shares = HuffmanCode.lengths.map { 1 << (HuffmanCode.maximumLength - Int($0)) }
        #expect(shares.reduce(0, +) == 1 << HuffmanCode.maximumLength)
        #expect(HuffmanCode.lengths.min().map(Int.init) == HuffmanCode.minimumLength)
        #expect(HuffmanCode.lengths.max().map(Int.init) == HuffmanCode.maximumLength)
        #expect(HuffmanCode.codes[HuffmanCode.endOfString] == 0x3FFF_FFFF)
    }

    @Test(
        "Some codes of RFC 7541 appendix B",
        arguments: [
            (0, 0x1FF8, 13), (10, 0x3FFF_FFFC, 30), (32, 0x14, 6), (48, 0x0, 5), (92, 0x7FFF0, 19), (116, 0x9, 5),
            (249, 0xFFF_FFFE, 28), (255, 0x3FF_FFEE, 26),
        ] as [(Int, UInt32, UInt8)]
    )
    func codes(octet: Int, code: UInt32, length: UInt8) {
        #expect(HuffmanCode.codes[octet] == code)
        #expect(HuffmanCode.lengths[octet] == length)
    }

    @Test("Every octet, alone and beside every other, comes back")
    func roundTrip() throws {
        for octet in UInt8.min...UInt8.max {
            #expect(try Self.decoded(Self.encoded([octet])) == [octet])
            for other in UInt8.min...UInt8.max {
                let octets = [octet, other, octet]
                #expect(try Self.decoded(Self.encoded(octets)) == octets)
            }
        }
        let all = Array(UInt8.min...UInt8.max)
        #expect(try Self.decoded(Self.encoded(all)) == all)
        #expect(try Self.decoded(Self.encoded([])) == [])
    }

    @Test("A code that fills its octets has no padding, and all ones after it are refused beyond seven bits")
    func longPadding() throws {
        // "00000" is "0": eight of them are five octets.
        let full = [UInt8](repeating: 0, count: 5)
        #expect(try Self.decoded(full) == Array("00000000".utf8))
        for ones in 1...3 { #expect(Self.refuses(full + [UInt8](repeating: 0xFF, count: ones))) }
        #expect(Self.refuses([0xFF]))
    }

    @Test("Each padding of one to seven bits must be all ones", arguments: 1...7)
    func padding(bits: Int) throws {
        // Enough codes of five bits that exactly `bits` remain of the last octet.
        let text = try #require(
            (1...8).map { String(repeating: "0", count: $0) }.first { $0.count * 5 % 8 == 8 - bits }
        )
        let octets = Self.encoded(Array(text.utf8))
        let last = try #require(octets.last)
        let ones = UInt8((1 << bits) - 1)
        #expect(last & ones == ones)
        #expect(try Self.decoded(octets) == Array(text.utf8))
        for padding in 0..<ones {
            let wrong = octets.dropLast() + [last & ~ones | padding]
            // Five bits and more can be another whole code with a shorter padding.
            if let decoded = try? Self.decoded(Array(wrong)) {
                #expect(decoded.count == text.utf8.count + 1 && Self.encoded(decoded) == Array(wrong))
            }
            if bits < HuffmanCode.minimumLength { #expect(Self.refuses(Array(wrong))) }
        }
    }

    @Test("The end-of-string symbol is refused wherever it stands")
    func endOfString() {
        let symbol = String(repeating: "1", count: 30)
        #expect(Self.refuses(HPACKSupport.bits(symbol + "11")))
        #expect(Self.refuses(HPACKSupport.bits("00000" + symbol + "00000")))
        #expect(Self.refuses(HPACKSupport.bits(symbol + "00000 11111")))
        #expect(Self.refuses(HPACKSupport.bits(symbol + symbol + "1111")))
    }

    @Test("A code that is cut off is refused")
    func truncation() {
        // The first octets of codes with more than 15 bits are never a padding, except all ones of one octet or less.
        for octet in 0...255 where HuffmanCode.lengths[octet] > 15 {
            let whole = Self.encoded([UInt8(octet)])
            for count in 1..<whole.count { #expect(Self.refuses(Array(whole[..<count]))) }
        }
    }

    @Test("No code decodes to more than is allowed for it, and what decodes is the encoder's own")
    func everyTwoOctets() {
        for word in UInt16.min...UInt16.max {
            let octets = [UInt8(word >> 8), UInt8(word & 0xFF)]
            guard let decoded = try? Self.decoded(octets) else { continue }
            #expect(Self.encoded(decoded) == octets)
        }
    }

    private static func encoded(_ octets: [UInt8]) -> [UInt8] {
        octets.withUnsafeBytes { octets in
            var block: [UInt8] = []
            HuffmanEncoder.append(octets, count: HuffmanEncoder.count(of: octets), to: &block)
            return block
        }
    }

    private static func decoded(_ octets: [UInt8]) throws(HPACKError) -> [UInt8] {
        try HPACKSupport.withOctets(of: octets) { octets throws(HPACKError) in
            let capacity = HuffmanDecoder.maximumCount(of: octets)
            return try withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { output throws(HPACKError) in
                let count = try HuffmanDecoder.decode(octets, into: output)
                return Array(output[..<count])
            }
        }
    }

    private static func refuses(_ octets: [UInt8]) -> Bool {
        do {
            _ = try decoded(octets)
            return false
        } catch {
            return error.code == .invalidHuffman
        }
    }
}
