import Testing

@testable import HTTP2Engine

@Suite("HPACK: memory of decoded blocks")
struct HeaderListMemoTests {
    private static let insertion = HPACKSupport.literal("name", "value", flags: 0x40)

    @Test("The same block gives the same object, from the second time on and ever after")
    func sameObject() throws {
        var decoder = HPACKDecoder()
        for block in [[], [0x82], [0x83, 0x86, 0x84], HPACKSupport.literal("x", "y", flags: 0x10)] as [[UInt8]] {
            let list = try decoder.list(block)
            for _ in 0..<20 { #expect(try decoder.list(block) === list) }
        }
        #expect(try decoder.list([0x82]) !== decoder.list([0x83]))
    }

    @Test("A block that inserts is decoded each time")
    func insertingBlock() throws {
        var decoder = HPACKDecoder()
        let list = try decoder.list(Self.insertion)
        #expect(try decoder.list(Self.insertion) !== list)
        #expect(decoder.table.count == 2)
    }

    @Test("An insertion and a table size update forget everything")
    func changes() throws {
        var decoder = HPACKDecoder()
        _ = try decoder.list(Self.insertion)
        let list = try decoder.list([0xBE])
        #expect(try decoder.list([0xBE]) === list)
        _ = try decoder.list(HPACKSupport.literal("other", "value", flags: 0x40))
        #expect(try decoder.fields([0xBE]) == [HeaderField("other", "value")])
        let fixed = try decoder.list([0x82])
        _ = try decoder.list(HPACKSupport.sizeUpdate(4096))
        #expect(try decoder.list([0x82]) !== fixed)
        _ = try decoder.list([0xBF])
        _ = try decoder.list(HPACKSupport.sizeUpdate(0))
        #expect(decoder.refusal([0xBF]) == .invalidIndex)
    }

    @Test("An insertion in a block that is refused forgets as well")
    func refusedInsertion() throws {
        var decoder = HPACKDecoder(maximumListSize: 100)
        _ = try decoder.list(Self.insertion)
        _ = try decoder.list([0xBE])
        let large = HPACKSupport.literal("large", String(repeating: "v", count: 100), flags: 0x40)
        #expect(decoder.refusal(large) == .headerListTooLarge)
        #expect(decoder.refusal([0xBE]) == .headerListTooLarge)
        #expect(try decoder.fields([0xBF]) == [HeaderField("name", "value")])
    }

    @Test("A refused block is refused again")
    func refusedBlock() {
        var decoder = HPACKDecoder(maximumListSize: 10)
        for _ in 0..<3 { #expect(decoder.refusal([0x82]) == .headerListTooLarge) }
    }

    @Test("Blocks that never repeat do not push out one that does")
    func trial() throws {
        var decoder = HPACKDecoder()
        let list = try decoder.list([0x82])
        #expect(try decoder.list([0x82]) === list)
        for value in 0..<1_000 { _ = try decoder.list(HPACKSupport.literal("timeout", "\(value)")) }
        #expect(try decoder.list([0x82]) === list)
    }

    @Test("As many blocks as there are slots are kept, and more push out the oldest")
    func slots() throws {
        var decoder = HPACKDecoder()
        let blocks = (0...HeaderListMemo.slotCount).map { HPACKSupport.literal("number", "\($0)") }
        var lists: [HeaderList] = []
        for block in blocks {
            lists.append(try decoder.list(block))
            #expect(try decoder.list(block) === lists.last)
        }
        for (block, list) in zip(blocks, lists).dropFirst() { #expect(try decoder.list(block) === list) }
        for value in 0..<HeaderListMemo.slotCount { _ = try decoder.list(HPACKSupport.literal("other", "\(value)")) }
        #expect(try decoder.list(blocks[0]) !== lists[0])
        #expect(try decoder.fields(blocks[0]) == lists[0].fields)
    }

    @Test("Only blocks up to the longest are remembered")
    func longBlocks() throws {
        var decoder = HPACKDecoder()
        let block = [UInt8](repeating: 0x82, count: HeaderListMemo.maximumBlockSize / 2)
        let half = try decoder.list(block)
        #expect(try decoder.list(block) === half)
        var long = HPACKDecoder(maximumListSize: 1 << 20)
        let longest = block + block
        let list = try long.list(longest)
        #expect(try long.list(longest) === list)
        let tooLong = longest + [0x82]
        let other = try long.list(tooLong)
        #expect(try long.list(tooLong) !== other)
    }

    @Test("Blocks with the same hash are told apart")
    func collision() throws {
        var memo = HeaderListMemo()
        let list = HeaderList([])
        [1, 2, 3].withUnsafeBytes { memo.remember(list, for: $0, hash: 7) }
        #expect([1, 2, 4].withUnsafeBytes { memo.list(for: $0, hash: 7) } == nil)
        #expect([1, 2].withUnsafeBytes { memo.list(for: $0, hash: 7) } == nil)
        #expect([1, 2, 3].withUnsafeBytes { memo.list(for: $0, hash: 7) } === list)
    }
}
