import Testing

@testable import HTTP2Engine

@Suite("HPACK: integers")
struct HPACKIntegerTests {
    @Test(
        "The examples of RFC 7541 appendix C.1",
        arguments: [(10, 5, "0a"), (1337, 5, "1f9a0a"), (42, 8, "2a")]
    )
    func examples(value: Int, prefixBits: Int, octets: String) throws {
        #expect(Self.encoded(value, prefixBits) == HPACKSupport.octets(octets))
        #expect(try Self.decoded(HPACKSupport.octets(octets), prefixBits) == value)
    }

    @Test("Round trip at every edge of every prefix", arguments: 1...8)
    func edges(prefixBits: Int) throws {
        let prefixMaximum = (1 << prefixBits) - 1
        let edges = [0, 7, 14, 21, 28].flatMap { shift in
            [-1, 0, 1].map { prefixMaximum + (1 << shift) + $0 }
        }
        let values = [0, prefixMaximum - 1, prefixMaximum] + edges + [HPACKInteger.maximum - 1, HPACKInteger.maximum]
        let flags = UInt8(truncatingIfNeeded: 0xFF << prefixBits)
        for value in values {
            let octets = Self.encoded(value, prefixBits)
            #expect(try Self.decoded(octets, prefixBits) == value)
            // The bits beside the prefix do not count, and are kept.
            let flagged = Self.encoded(value, prefixBits, flags: flags)
            #expect(flagged[0] == octets[0] | flags)
            #expect(try Self.decoded(flagged, prefixBits) == value)
            let count = value < prefixMaximum ? 1 : 1 + Self.groups(of: value - prefixMaximum)
            #expect(octets.count == count)
            for shorter in octets.indices {
                #expect(Self.refusal(Array(octets[..<shorter]), prefixBits) == .truncated)
            }
        }
    }

    @Test("Values above the maximum are refused", arguments: 1...8)
    func overflow(prefixBits: Int) {
        for value in [HPACKInteger.maximum + 1, 1 << 34, (1 << 35) + (1 << prefixBits) - 2, 1 << 35, Int.max] {
            #expect(Self.refusal(Self.encoded(value, prefixBits), prefixBits) == .invalidInteger)
        }
    }

    @Test("Needless octets are refused", arguments: 1...8)
    func overlong(prefixBits: Int) throws {
        let full = UInt8((1 << prefixBits) - 1)
        #expect(try Self.decoded([full, 0], prefixBits) == Int(full))
        for continuations in 1...40 {
            let zeros = [UInt8](repeating: 0x80, count: continuations)
            #expect(Self.refusal([full] + zeros + [0], prefixBits) == .invalidInteger)
            // Without an end as well, once no value needs as many.
            #expect(Self.refusal([full] + zeros, prefixBits) == (continuations < 5 ? .truncated : .invalidInteger))
        }
        #expect(Self.refusal([full, 0x81, 0x00], prefixBits) == .invalidInteger)
        #expect(Self.refusal([full] + [UInt8](repeating: 0xFF, count: 1_000), prefixBits) == .invalidInteger)
    }

    private static func groups(of value: Int) -> Int {
        max(1, (Int.bitWidth - value.leadingZeroBitCount + 6) / 7)
    }

    private static func encoded(_ value: Int, _ prefixBits: Int, flags: UInt8 = 0) -> [UInt8] {
        var block: [UInt8] = []
        HPACKInteger.append(value, prefixBits: prefixBits, flags: flags, to: &block)
        return block
    }

    private static func decoded(_ octets: [UInt8], _ prefixBits: Int) throws(HPACKError) -> Int {
        try HPACKSupport.withOctets(of: octets) { octets throws(HPACKError) in
            var reader = HPACKReader(octets)
            return try reader.readInteger(prefixBits: prefixBits)
        }
    }

    private static func refusal(_ octets: [UInt8], _ prefixBits: Int) -> HPACKError.Code? {
        do {
            _ = try decoded(octets, prefixBits)
            return nil
        } catch {
            return error.code
        }
    }
}
