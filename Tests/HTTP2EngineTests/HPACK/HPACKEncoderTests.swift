import Testing

@testable import HTTP2Engine

@Suite("HPACK: encoder")
struct HPACKEncoderTests {
    @Test(
        "The kinds of a field",
        arguments: [
            // By index where a table has the field, except for what is never to be indexed.
            (":method", "GET", .incremental, "82"),
            (":method", "GET", .none, "82"),
            (":method", "GET", .never, "12 03474554"),
            // The name by index.
            (":path", "/", .never, "14 012f"),
            ("content-length", "!", .incremental, "5c 0121"),
            ("content-length", "!", .none, "0f0d 0121"),
            ("content-length", "!", .never, "1f0d 0121"),
            // Neither.
            ("!", "!", .incremental, "40 0121 0121"),
            ("!", "!", .none, "00 0121 0121"),
            ("!", "!", .never, "10 0121 0121"),
            // Huffman code only where it is shorter.
            ("", "00", .none, "00 00 023030"),
            ("", "000", .none, "00 00 82 0001"),
        ] as [(String, String, HPACKEncoder.Indexing, String)]
    )
    func kinds(name: String, value: String, indexing: HPACKEncoder.Indexing, block: String) {
        var encoder = HPACKEncoder()
        #expect(HPACKSupport.block([HeaderField(name, value)], indexing, with: &encoder) == HPACKSupport.octets(block))
    }

    @Test("Inserts while there is room, then writes out, and never evicts")
    func full() throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        // 4096 is 64 entries of 64.
        let fields = (100..<166).map { HeaderField("name-\($0)", String(repeating: "v", count: 24)) }
        for (number, field) in fields.enumerated() {
            let generation = encoder.generation
            let block = HPACKSupport.block([field], with: &encoder)
            #expect(try decoder.fields(block) == [field])
            #expect((block[0] == 0x40) == (number < 64))
            #expect((encoder.generation != generation) == (number < 64))
        }
        #expect(decoder.table.count == 64 && decoder.table.size == 4096)
        for field in fields.prefix(64) {
            let block = HPACKSupport.block([field], with: &encoder)
            #expect(block.count <= 2)
            #expect(try decoder.fields(block) == [field])
        }
        // The name by index also when there is no room for the value.
        let other = HPACKSupport.block([HeaderField("name-100", "other")], with: &encoder)
        #expect(other[0] & 0xF0 == 0 && other[0] != 0)
        #expect(try decoder.fields(other) == [HeaderField("name-100", "other")])
    }

    @Test("A field of exactly the free room is inserted, one octet more is not")
    func exactRoom() throws {
        for (count, isInserted) in [(4096 - 33, true), (4096 - 32, false)] {
            var encoder = HPACKEncoder()
            let block = HPACKSupport.block([HeaderField("n", String(repeating: "v", count: count))], with: &encoder)
            #expect((block[0] == 0x40) == isInserted)
        }
    }

    @Test("A kept block is right while the generation is the one from before it was encoded")
    func generation() throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        let fields = [HeaderField(":method", "POST"), HeaderField("user-agent", "x"), HeaderField("te", "trailers")]
        let before = encoder.generation
        let inserting = HPACKSupport.block(fields, with: &encoder)
        #expect(encoder.generation != before)
        #expect(try decoder.fields(inserting) == fields)

        let generation = encoder.generation
        let kept = HPACKSupport.block(fields, with: &encoder)
        #expect(encoder.generation == generation)
        for _ in 0..<3 {
            let varying = [HeaderField("grpc-timeout", "1S"), HeaderField("authorization", "secret")]
            #expect(
                try decoder.fields(kept + HPACKSupport.block([varying[0]], .none, with: &encoder))
                    == fields + [varying[0]]
            )
            #expect(
                try decoder.fields(kept + HPACKSupport.block([varying[1]], .never, with: &encoder))
                    == fields + [varying[1]]
            )
            #expect(encoder.generation == generation)
        }
        _ = HPACKSupport.block([HeaderField("new", "1")], with: &encoder)
        #expect(encoder.generation != generation)
    }

    @Test(
        "The updates that the next block begins with",
        arguments: [
            ([4096], []), ([8192], []), ([Int.max], []), ([65_536, 4096], []),
            ([0], [0]), ([-1], [0]), ([Int.min], [0]), ([1024], [0, 1024]), ([4095], [0, 4095]),
            ([0, 4096], [0, 4096]), ([100, 4096], [0, 4096]), ([4096, 0, 4096, 200], [0, 200]), ([0, 0], [0]),
        ] as [([Int], [Int])]
    )
    func updates(sizes: [Int], expected: [Int]) throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        let field = HeaderField("name", "value")
        _ = try decoder.fields(HPACKSupport.block([field], with: &encoder))
        let generation = encoder.generation
        for size in sizes { encoder.setPeerTableSize(size) }
        #expect((encoder.generation == generation) == expected.isEmpty)

        let changed = encoder.generation
        var block: [UInt8] = []
        encoder.beginBlock(&block)
        #expect(block == expected.flatMap(HPACKSupport.sizeUpdate))
        #expect((encoder.generation == changed) == expected.isEmpty)
        // The table is empty after a reduction on both sides.
        encoder.append(field.name, field.value, indexing: .incremental, to: &block)
        #expect(try decoder.fields(block) == [field])
        let capacity = expected.last ?? 4096
        #expect(decoder.table.capacity == capacity && decoder.table.count == (capacity >= field.size ? 1 : 0))

        var next: [UInt8] = []
        encoder.beginBlock(&next)
        #expect(next == [])
    }

    @Test("A larger size keeps the table")
    func raise() throws {
        var encoder = HPACKEncoder()
        var decoder = HPACKDecoder()
        encoder.setPeerTableSize(50)
        let field = HeaderField("name", "value")
        #expect(try decoder.fields(HPACKSupport.block([field], with: &encoder)) == [field])
        encoder.setPeerTableSize(4096)
        let block = HPACKSupport.block([field], with: &encoder)
        #expect(block == HPACKSupport.sizeUpdate(4096) + [0xBE])
        #expect(try decoder.fields(block) == [field])
    }

    @Test("Without a dynamic table nothing is inserted")
    func withoutTable() throws {
        var encoder = HPACKEncoder()
        encoder.setPeerTableSize(0)
        let first = HPACKSupport.block([HeaderField("n", "v")], with: &encoder)
        #expect(first.dropFirst().first == 0x00)
        let generation = encoder.generation
        #expect(HPACKSupport.block([HeaderField("n", "v")], with: &encoder) == Array(first.dropFirst()))
        #expect(encoder.generation == generation)
    }
}

extension HeaderField {
    /// What the field takes of a table or list.
    fileprivate var size: Int { name.utf8.count + value.utf8.count + 32 }
}
