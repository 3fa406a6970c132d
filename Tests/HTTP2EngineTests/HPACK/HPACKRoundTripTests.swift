import Testing

@testable import HTTP2Engine

@Suite("HPACK: random blocks")
struct HPACKRoundTripTests {
    @Test("What is encoded is decoded, over many blocks of one connection", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var random = HPACKRandom(seed: seed)
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder(maximumListSize: 1 << 20)
        for _ in 0..<200 {
            if Int.random(in: 0..<20, using: &random) == 0 {
                encoder.setPeerTableSize(Int.random(in: 0...6_000, using: &random))
            }
            let fields = random.fields(upTo: 12)
            let block = random.block(fields, with: &encoder)
            let list = try decoder.list(block)
            #expect(list.fields == fields)
        }
    }

    @Test("Changed blocks are decoded or refused, and never break a limit", arguments: 1...20 as ClosedRange<UInt64>)
    func mutation(seed: UInt64) throws {
        var random = HPACKRandom(seed: seed)
        var outcomes: Set<HPACKError.Code?> = []
        for _ in 0..<100 {
            var encoder = HPACKEncoder()
            var decoder = HPACKDecoder(maximumListSize: 1_000)
            for _ in 0..<20 {
                let block = HPACKSupport.block(random.fields(upTo: 8), with: &encoder)
                let code = decoder.refusal(Self.changed(block, &random))
                outcomes.insert(code)
                #expect(decoder.table.size <= 4096)
                // The decoder is not used after an error of the connection, but must not crash either.
                if let code, code != .headerListTooLarge, Bool.random(using: &random) { break }
            }
        }
        #expect(outcomes.contains(nil) && outcomes.count > 4, "the blocks test too few outcomes")
    }

    @Test("Random octets are decoded or refused", arguments: 1...5 as ClosedRange<UInt64>)
    func noise(seed: UInt64) {
        var random = HPACKRandom(seed: seed)
        var outcomes: Set<HPACKError.Code?> = []
        for _ in 0..<5_000 {
            var decoder = HPACKDecoder()
            let octets = (0..<Int.random(in: 0..<60, using: &random)).map { _ in
                UInt8.random(in: .min ... .max, using: &random)
            }
            outcomes.insert(decoder.refusal(octets))
            #expect(decoder.table.size <= 4096)
        }
        #expect(outcomes.contains(nil) && outcomes.count > 4, "the octets test too few outcomes")
    }

    /// `block` with some octets changed, left out, put in or repeated.
    private static func changed(_ block: [UInt8], _ random: inout HPACKRandom) -> [UInt8] {
        var block = block
        for _ in 0..<Int.random(in: 0...3, using: &random) where !block.isEmpty {
            let index = Int.random(in: block.indices, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: block[index] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: block[index] = [0, 0x20, 0x3F, 0x40, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            case 2: block.remove(at: index)
            case 3: block.insert(UInt8.random(in: .min ... .max, using: &random), at: index)
            case 4: block.removeSubrange(index...)
            default: block.append(contentsOf: block[index...])
            }
        }
        return block
    }
}
