import Testing

@testable import HTTP2Engine

@Suite("HPACK: decoder")
struct HPACKDecoderTests {
    @Test(
        "What is refused, and why",
        arguments: [
            ("index 0", "80", .invalidIndex),
            ("one beyond both tables", "be", .invalidIndex),
            ("far beyond both tables", "ffffffff0e", .invalidIndex),
            ("one beyond after an insertion", "4001610162 bf", .invalidIndex),
            ("a name beyond both tables, incremental", "7e0161", .invalidIndex),
            ("a name beyond both tables, without indexing", "0f2f0161", .invalidIndex),
            ("a name beyond both tables, never indexed", "1f2f0161", .invalidIndex),
            ("the largest index", "ff80feffff0f", .invalidIndex),
            ("an index beyond 32 bits", "ffffffffff7f", .invalidInteger),
            ("a string length beyond 32 bits", "04 7fffffffff7f", .invalidInteger),
            ("an index without its end", "ff80", .truncated),
            ("a literal without a name", "40", .truncated),
            ("a literal without a value", "400161", .truncated),
            ("a literal without a value, name by index", "44", .truncated),
            ("a string longer than the block", "04026162 0403616263 04046162 63", .truncated),
            ("a name longer than the block", "00 03 6162", .truncated),
            ("a string of 2^32 - 1", "04 7f80ffffff0f 61", .truncated),
            ("a Huffman string longer than the block", "04 82ff", .truncated),
            ("a wrong Huffman padding", "04 8118", .invalidHuffman),
            ("a whole octet of Huffman padding", "04 81ff", .invalidHuffman),
            ("a wrong Huffman padding in a name", "00 8118 0161", .invalidHuffman),
            ("an update above the limit", "3fe21f", .invalidTableSizeUpdate),
            ("an update behind a field", "82 20", .invalidTableSizeUpdate),
            ("three updates", "20 20 20", .invalidTableSizeUpdate),
            ("an update behind an update behind a field", "20 82 20", .invalidTableSizeUpdate),
        ] as [(Comment, String, HPACKError.Code)]
    )
    func refusals(what: Comment, block: String, code: HPACKError.Code) {
        var decoder = HPACKDecoder()
        #expect(decoder.refusal(HPACKSupport.octets(block)) == code, what)
    }

    @Test("An empty block has no fields")
    func emptyBlock() throws {
        var decoder = HPACKDecoder()
        #expect(try decoder.fields([]) == [])
        #expect(try decoder.decode(UnsafeRawBufferPointer(start: nil, count: 0)).fields == [])
    }

    @Test("Octets that are not UTF-8 are replaced, and counted as they came")
    func repair() throws {
        var decoder = HPACKDecoder(maximumListSize: 2 * (1 + 2 + 32))
        let invalid = [0x40] + HPACKSupport.plain([0x78]) + HPACKSupport.plain([0xC3, 0xFF])
        #expect(
            try decoder.fields(invalid + [0xBE]) == Array(repeating: HeaderField("x", "\u{FFFD}\u{FFFD}"), count: 2)
        )
        #expect(decoder.table.size == 1 + 2 + 32)
        // Also where the name comes from the table.
        let name = [0x40] + HPACKSupport.plain([0xFF]) + HPACKSupport.plain([])
        #expect(try decoder.fields(name).map(\.name) == ["\u{FFFD}"])
        #expect(try decoder.fields([0x7E] + HPACKSupport.plain([0x61])) == [HeaderField("\u{FFFD}", "a")])
        #expect(decoder.table.size == 35 + 33 + 34)
    }

    @Test("A name may be taken from the entry that its field evicts")
    func nameOfEvicted() throws {
        var decoder = HPACKDecoder(maximumTableSize: 50)
        _ = try decoder.fields(HPACKSupport.sizeUpdate(50) + HPACKSupport.literal("name", "value", flags: 0x40))
        #expect(try decoder.fields([0x7E] + HPACKSupport.plain(Array("other".utf8))) == [HeaderField("name", "other")])
        #expect(decoder.table.count == 1 && decoder.table[0].field.value == "other")
    }

    @Test("Table size updates: at most two, at the start, up to the limit", arguments: [0, 1, 4096, 8192, Int.max, -1])
    func updates(limit: Int) throws {
        let announced = min(max(limit, 0), Int(UInt32.max))
        var decoder = HPACKDecoder(maximumTableSize: limit)
        #expect(decoder.table.capacity == 4096)
        #expect(try decoder.fields(HPACKSupport.sizeUpdate(announced)) == [])
        #expect(decoder.table.capacity == announced)
        let two = HPACKSupport.sizeUpdate(0) + HPACKSupport.sizeUpdate(announced)
        #expect(try decoder.fields(two + [0x82]) == [HeaderField(":method", "GET")])
        #expect(decoder.refusal(two + HPACKSupport.sizeUpdate(0)) == .invalidTableSizeUpdate)
        let above = announced < Int(UInt32.max) ? .invalidTableSizeUpdate : HPACKError.Code.invalidInteger
        #expect(decoder.refusal(HPACKSupport.sizeUpdate(announced + 1)) == above)
    }

    @Test("An update evicts, and the indices of what is left stay right")
    func updateEvicts() throws {
        var decoder = HPACKDecoder()
        let fields = [HeaderField("a", "1"), HeaderField("b", "2"), HeaderField("c", "3")]
        _ = try decoder.fields(fields.flatMap { HPACKSupport.literal($0.name, $0.value, flags: 0x40) })
        #expect(try decoder.fields([0xBE, 0xBF, 0xC0]) == fields.reversed())
        #expect(try decoder.fields(HPACKSupport.sizeUpdate(68) + [0xBE, 0xBF]) == [fields[2], fields[1]])
        #expect(decoder.refusal([0xC0]) == .invalidIndex)
        #expect(try decoder.fields(HPACKSupport.sizeUpdate(0) + HPACKSupport.sizeUpdate(4096)) == [])
        #expect(decoder.refusal([0xBE]) == .invalidIndex)
    }

    @Test("A list may have exactly the maximum size", arguments: [0x00, 0x10, 0x40] as [UInt8])
    func listSize(flags: UInt8) throws {
        let block = HPACKSupport.literal("name", "value", flags: flags) + [0x82]
        let size = 4 + 5 + 32 + 7 + 3 + 32
        var exact = HPACKDecoder(maximumListSize: size)
        #expect(try exact.fields(block).count == 2)
        var less = HPACKDecoder(maximumListSize: size - 1)
        #expect(less.refusal(block) == .headerListTooLarge)
        var none = HPACKDecoder(maximumListSize: 0)
        #expect(try none.fields([]) == [])
        #expect(none.refusal([0x82]) == .headerListTooLarge)
        var negative = HPACKDecoder(maximumListSize: .min)
        #expect(negative.refusal([0x82]) == .headerListTooLarge)
        var unlimited = HPACKDecoder(maximumListSize: .max)
        #expect(try unlimited.fields(block).count == 2)
    }

    @Test("After a list that is too large the dynamic table is in step, and the block's errors still count")
    func tooLarge() throws {
        var decoder = HPACKDecoder(maximumListSize: 80)
        let block =
            HPACKSupport.literal("a", "1", flags: 0x40) + HPACKSupport.literal("b", String(repeating: "v", count: 90))
            + HPACKSupport.literal("c", "3", flags: 0x40) + [0xBF]
        #expect(decoder.refusal(block) == .headerListTooLarge)
        #expect(try decoder.fields([0xBE, 0xBF]) == [HeaderField("c", "3"), HeaderField("a", "1")])
        #expect(decoder.refusal(block + [0x80]) == .invalidIndex)
    }

    @Test("Many references to one large entry are refused without a list")
    func bomb() throws {
        var decoder = HPACKDecoder()
        let value = String(repeating: "v", count: 4_000)
        let insertion = HPACKSupport.literal("bomb", value, flags: 0x40)
        #expect(decoder.refusal(insertion + [UInt8](repeating: 0xBE, count: 1_000_000)) == .headerListTooLarge)
        // Four of them fit into 16 KiB.
        #expect(try decoder.fields([0xBE, 0xBE, 0xBE, 0xBE]).count == 4)
        #expect(decoder.refusal([0xBE, 0xBE, 0xBE, 0xBE, 0xBE]) == .headerListTooLarge)
    }

    @Test("A block of many insertions keeps the table within its size")
    func manyInsertions() throws {
        var decoder = HPACKDecoder()
        let block = (0..<20_000).flatMap { HPACKSupport.literal("n", "\($0)", flags: 0x40) }
        #expect(decoder.refusal(block) == .headerListTooLarge)
        #expect(decoder.table.size <= 4096 && decoder.table.size > 4096 - 38)
        #expect(try decoder.fields([0xBE]) == [HeaderField("n", "19999")])
        let huge = HPACKSupport.literal("n", String(repeating: "v", count: 100_000), flags: 0x40)
        #expect(decoder.refusal(huge) == .headerListTooLarge)
        #expect(decoder.table.count == 0)
    }
}
