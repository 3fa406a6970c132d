#if os(Linux)
import HTTP2Engine
import Testing

@testable import PluginTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The memory for large messages, and a peer that gives them back, or says that it does.
@Suite(.timeLimit(.minutes(2))) struct SharedArenaTests {
    private static let block = SharedMemoryLayout.blockLength
    private static let blockCount = SharedMemoryLayout.blockCount

    private let arena: SharedArena
    private let peer: SharedArenaMemory

    init() throws {
        let (region, descriptor) = try SharedMemoryRegion.make()
        close(descriptor)
        arena = SharedArena(region.arenaToPlugin)
        peer = region.arenaToPlugin
    }

    /// What a peer can say at any time: that it is done with what begins there.
    private func giveBack(_ block: UInt32) {
        peer.giveBack(MessagePlace(block: block, count: 0))
    }

    private func giveBackEverything() {
        for word in peer.done { word.value = .max }
    }

    /// Takes places until there are none; the result lets them go.
    private func fill() -> [SharedBlock] {
        var blocks: [SharedBlock] = []
        while let block = arena.allocate(SharedArena.leastLength) { blocks.append(block) }
        return blocks
    }

    // MARK: Places

    static let sizes: [(Int, isTaken: Bool)] = [
        (.min, false), (-1, false), (0, false), (1, false),
        (SharedArena.leastLength - 1, false), (SharedArena.leastLength, true), (SharedArena.leastLength + 1, true),
        (SharedMemoryLayout.blockLength - 1, true), (SharedMemoryLayout.blockLength, true),
        (SharedMemoryLayout.blockLength + 1, true),
        (SharedArena.greatestLength - 1, true), (SharedArena.greatestLength, true),
        (SharedArena.greatestLength + 1, false), (SharedMemoryLayout.arenaLength, false), (.max, false),
    ]

    @Test(arguments: sizes)
    func sizesThatHaveAPlace(size: (Int, isTaken: Bool)) throws {
        let block = arena.allocate(size.0)
        #expect((block != nil) == size.isTaken)
        guard let block else { return }
        #expect(block.place == MessagePlace(block: 0, count: UInt32(size.0)))
        #expect(block.bytes.count == size.0)
        #expect(SharedMemoryLayout.placedMemory.blockCount * SharedMemoryLayout.placedMemory.blockLength >= size.0)
        let next = try #require(arena.allocate(SharedArena.leastLength))
        #expect(Int(next.place.block) == (size.0 + Self.block - 1) / Self.block)
    }

    @Test func bytesLieWhereThePlaceSays() throws {
        let first = try #require(arena.allocate(Self.block + 1))
        let second = try #require(arena.allocate(100_000))
        second.bytes.copyBytes(from: streamBytes(at: 7, count: 100_000))
        let seen = peer.bytes(at: Int(second.place.block), length: 100_000)
        #expect(seen.elementsEqual(streamBytes(at: 7, count: 100_000)))
        #expect(peer.bytes(at: Int(first.place.block), length: Self.block + 1).allSatisfy { $0 == 0 })
        // The last place ends with the memory.
        let blocks = fill()
        let last = try #require(blocks.last)
        #expect(Int(last.place.block) == Self.blockCount - 1)
        let end = try #require(last.bytes.baseAddress) + Self.block
        #expect(end == (try #require(peer.bytes.baseAddress)) + SharedMemoryLayout.arenaLength)
    }

    @Test func firstGapThatFitsIsTaken() throws {
        let first = try #require(arena.allocate(Self.block))
        var middle = arena.allocate(3 * Self.block)
        let last = try #require(arena.allocate(Self.block))
        #expect([first, middle, last].map { $0?.place.block } == [0, 1, 4])
        middle = nil
        let four = arena.allocate(4 * Self.block)
        let two = arena.allocate(2 * Self.block)
        let another = arena.allocate(2 * Self.block)
        let one = arena.allocate(Self.block)
        #expect([four, two, another, one].map { $0?.place.block } == [5, 1, 9, 3])
        withExtendedLifetime((first, last, four, two, another, one, middle)) {}
    }

    @Test func fullArenaHasRoomAgainOnceSomethingIsLetGo() throws {
        var blocks = fill()
        #expect(blocks.map { Int($0.place.block) } == Array(0..<Self.blockCount))
        #expect(arena.allocate(SharedArena.leastLength) == nil)
        blocks.remove(at: 100)
        #expect(arena.allocate(Self.block + 1) == nil)
        #expect(arena.allocate(Self.block)?.place.block == 100)
        blocks.removeSubrange(100..<102)
        // Blocks 100, 101 and 102 are free now: the one that was let go before, and two more.
        #expect(arena.allocate(3 * Self.block)?.place.block == 100)
        #expect(arena.allocate(3 * Self.block + 1) == nil)
        withExtendedLifetime(blocks) {}
    }

    @Test func twoOfTheGreatestFillIt() throws {
        var blocks = [arena.allocate(SharedArena.greatestLength), arena.allocate(SharedArena.greatestLength)]
        #expect(blocks.map { $0?.place.block } == [0, UInt32(Self.blockCount / 2)])
        #expect(arena.allocate(SharedArena.leastLength) == nil)
        blocks.removeLast()
        #expect(arena.allocate(SharedArena.greatestLength) != nil)
    }

    // MARK: The way back

    @Test func whatWasSentStaysTakenUntilThePeerIsDone() throws {
        var block = arena.allocate(2 * Self.block)
        block?.handOver()
        #expect(arena.allocate(Self.block)?.place.block == 2)
        block = nil
        #expect(arena.allocate(Self.block)?.place.block == 2)
        giveBack(0)
        #expect(arena.allocate(2 * Self.block)?.place.block == 0)
    }

    @Test func whatComesBackBeforeItIsLetGoHereIsNotFreedTwice() throws {
        var sent = arena.allocate(2 * Self.block)
        sent?.handOver()
        giveBack(0)
        let next = try #require(arena.allocate(2 * Self.block))
        #expect(next.place.block == 0)
        // Whoever sent the first message still had it; its end must not free the second one.
        sent = nil
        #expect(arena.allocate(Self.block)?.place.block == 2)
        withExtendedLifetime((sent, next)) {}
    }

    @Test func receivedBlocksGoBackOnce() throws {
        let sent = try #require(arena.allocate(2 * Self.block))
        sent.bytes.copyBytes(from: streamBytes(at: 1, count: 2 * Self.block))
        sent.handOver()
        var received: ReceivedBlock? = ReceivedBlock(peer, sent.place)
        let isSame = received?.read { $0.elementsEqual(streamBytes(at: 1, count: 2 * Self.block)) }
        #expect(isSame == true)
        let next = try #require(arena.allocate(2 * Self.block))
        #expect(next.place.block == 0)
        next.handOver()
        // It is the place of another message now.
        received = nil
        #expect(arena.allocate(Self.block)?.place.block == 2)
        withExtendedLifetime(received) {}
    }

    @Test func receivedBlockThatNobodyReadsGoesBackToo() throws {
        let sent = try #require(arena.allocate(Self.block))
        sent.handOver()
        var received: ReceivedBlock? = ReceivedBlock(peer, sent.place)
        #expect(arena.allocate(Self.block)?.place.block == 1)
        received = nil
        #expect(arena.allocate(Self.block)?.place.block == 0)
        withExtendedLifetime(received) {}
    }

    @Test func everyBlockHasItsBit() throws {
        let blocks = fill()
        for block in blocks { block.handOver() }
        for block in blocks.reversed() {
            giveBack(block.place.block)
            #expect(
                arena.allocate(Self.block)?.place == MessagePlace(block: block.place.block, count: UInt32(Self.block))
            )
            #expect(arena.allocate(Self.block)?.place.block == block.place.block)
            // Only the last one is free: take it, so that the next has to come back by its own bit.
            let kept = try #require(arena.allocate(Self.block))
            kept.handOver()
        }
        #expect(arena.allocate(Self.block) == nil)
    }

    // MARK: Peers that lie

    @Test func whatIsNotSentIsNotThePeersToGiveBack() throws {
        let blocks = [try #require(arena.allocate(Self.block)), try #require(arena.allocate(3 * Self.block))]
        giveBackEverything()
        #expect(arena.allocate(Self.block)?.place.block == 4)
        // What was said before it was sent does not count either.
        for block in blocks { block.handOver() }
        #expect(arena.allocate(Self.block)?.place.block == 4)
    }

    @Test func middleOfAMessageIsNothingToGiveBack() throws {
        let sent = try #require(arena.allocate(3 * Self.block))
        sent.handOver()
        giveBack(1)
        giveBack(2)
        #expect(arena.allocate(Self.block)?.place.block == 3)
        giveBack(0)
        #expect(arena.allocate(3 * Self.block)?.place.block == 0)
    }

    @Test func sameMessageGivenBackTwice() throws {
        let sent = try #require(arena.allocate(3 * Self.block))
        sent.handOver()
        giveBack(0)
        let next = [try #require(arena.allocate(Self.block)), try #require(arena.allocate(2 * Self.block))]
        #expect(next.map(\.place.block) == [0, 1])
        giveBack(0)
        #expect(arena.allocate(Self.block)?.place.block == 3)
        // Of the next message as much goes back as that has, and not as much as the one before it had.
        next[0].handOver()
        giveBack(0)
        #expect(arena.allocate(Self.block)?.place.block == 0)
        #expect(arena.allocate(2 * Self.block)?.place.block == 3)
    }

    /// Whatever a peer says, nobody gets a place that somebody here still writes to, or that the peer may still read.
    @Test(arguments: UInt64(0)..<20)
    func noPlaceIsGivenTwice(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var owner = [Int?](repeating: nil, count: Self.blockCount)
        var own: [Int: SharedBlock] = [:]
        var sent: [Int: (first: UInt32, blocks: Int)] = [:]
        func blocks(of block: SharedBlock) -> Range<Int> {
            let first = Int(block.place.block)
            return first..<first + (block.bytes.count + Self.block - 1) / Self.block
        }
        func forget(_ number: Int) { owner = owner.map { $0 == number ? nil : $0 } }
        var refused = 0
        for number in 0..<3000 {
            switch Int.random(in: 0..<10, using: &generator) {
            case 0..<5:
                let length = Int.random(in: SharedArena.leastLength...12 * Self.block, using: &generator)
                guard let block = arena.allocate(length) else {
                    refused += 1
                    continue
                }
                let taken = blocks(of: block)
                try #require(taken.upperBound <= Self.blockCount)
                try #require(owner[taken].allSatisfy { $0 == nil })
                for index in taken { owner[index] = number }
                own[number] = block
            case 5:
                guard let number = own.keys.randomElement(using: &generator) else { continue }
                own[number] = nil
                forget(number)
            case 6:
                guard let number = own.keys.randomElement(using: &generator), let block = own[number] else { continue }
                // Lies are heard at the next look: one from before it was sent would count as the peer's word on it.
                _ = arena.allocate(SharedArena.leastLength)
                block.handOver()
                own[number] = nil
                sent[number] = (block.place.block, blocks(of: block).count)
            case 7, 8:
                guard let (number, place) = sent.randomElement(using: &generator) else { continue }
                giveBack(place.first)
                if Bool.random(using: &generator) { giveBack(place.first) }
                sent[number] = nil
                forget(number)
            default:
                // Everything that the peer has not been given, or only some of it.
                let begins = Set(sent.values.map { Int($0.first) })
                let mask = Bool.random(using: &generator) ? UInt64.max : generator.next()
                for block in 0..<Self.blockCount where !begins.contains(block) && mask >> UInt64(block % 64) & 1 == 1 {
                    giveBack(UInt32(block))
                }
            }
        }
        #expect(refused > 0)
        // All of it comes back.
        own.removeAll()
        for place in sent.values { giveBack(place.first) }
        #expect(fill().count == Self.blockCount)
    }

    // MARK: Threads

    @Test func manyThreadsAndAPeer() async throws {
        let arena = self.arena
        let peer = self.peer
        try await withThrowingTaskGroup(of: Int.self) { group in
            for tag in UInt8(1)...4 {
                group.addTask {
                    var sent = 0
                    for round in 0..<400 {
                        let length = SharedArena.leastLength + round * 500
                        guard let block = arena.allocate(length) else { continue }
                        block.bytes.initializeMemory(as: UInt8.self, repeating: tag)
                        await Task.yield()
                        try #require(block.bytes.allSatisfy { $0 == tag })
                        guard round % 3 > 0 else { continue }
                        sent += 1
                        block.handOver()
                        let received = ReceivedBlock(peer, block.place)
                        await Task.yield()
                        let isWhole = received.read { $0.count == length && $0.allSatisfy { $0 == tag } }
                        try #require(isWhole)
                    }
                    return sent
                }
            }
            for try await sent in group { #expect(sent > 0) }
        }
        #expect(fill().count == Self.blockCount)
    }
}
#endif
