import Testing

@testable import PluginTransport

/// One direction of shared memory, both sides in one process.
@Suite(.timeLimit(.minutes(2))) struct SharedRingTests {
    // MARK: Order

    /// Where a stream begins: at its beginning, and where positions pass the largest number.
    static let starts: [UInt64] = [0, 12_345, UInt64.max - 1000]

    @Test(arguments: [1, 2, 64, 4096], starts)
    func bytesComeOutInTheirOrder(capacity: Int, start: UInt64) throws {
        let test = TestRing(capacity: capacity)
        var (reader, writer) = try test.sides(at: start)
        var generator = SeededGenerator(seed: UInt64(capacity) &+ start)
        var (written, read) = (start, start)
        while read &- start < UInt64(100 * capacity + 10_000) {
            let unread = Int(written &- read)
            if Bool.random(using: &generator) {
                let count = Int.random(in: 1...2 * capacity, using: &generator)
                let step = writer.write(streamBytes(at: written, count: count))
                let moved = min(count, capacity - unread)
                try #require(step == (moved > 0 ? .moved(moved, wakesPeer: false) : .blocked))
                written &+= UInt64(moved)
                // Who finds no room asks to be woken; here nobody is to be.
                test.ring.writerWaits.value = 0
            } else {
                let count = Int.random(in: 0...2 * capacity, using: &generator)
                let (step, bytes) = reader.read(upTo: count)
                let moved = min(count, unread)
                try #require(step == (moved > 0 ? .moved(moved, wakesPeer: false) : .blocked))
                try #require(bytes == streamBytes(at: read, count: moved))
                read &+= UInt64(moved)
            }
            try #require(reader.hasBytes == (written != read))
            try #require(test.ring.written.value == written && test.ring.read.value == read)
        }
        #expect(test.isIntact)
    }

    @Test func emptyAndFull() throws {
        let test = TestRing(capacity: 8)
        var (reader, writer) = try test.sides()
        #expect(reader.read(upTo: 8).step == .blocked && !reader.hasBytes)
        #expect(writer.write(streamBytes(at: 0, count: 9)) == .moved(8, wakesPeer: false))
        #expect(writer.write([1]) == .blocked)
        #expect(reader.hasBytes)
        let (step, bytes) = reader.read(upTo: 9)
        #expect(step == .moved(8, wakesPeer: true) && bytes == streamBytes(at: 0, count: 8))
        #expect(reader.read(upTo: 8).step == .blocked && !reader.hasBytes)
        #expect(test.isIntact)
    }

    // MARK: Waking

    @Test func sleepingReaderIsWokenOnce() throws {
        let test = TestRing(capacity: 8)
        var (reader, writer) = try test.sides()
        #expect(writer.write([1]) == .moved(1, wakesPeer: false))
        for _ in 0..<3 {
            reader.sleep()
            reader.sleep()
            #expect(writer.write([2]) == .moved(1, wakesPeer: true))
            #expect(writer.write([3]) == .moved(1, wakesPeer: false))
            #expect(reader.hasBytes)
            _ = reader.read(upTo: 8)
        }
    }

    /// Bytes that came before it slept wake nobody: the reader has to look again itself.
    @Test func readerThatFallsAsleepLooksAgain() throws {
        let test = TestRing(capacity: 8)
        var (reader, writer) = try test.sides()
        _ = writer.write([1])
        reader.sleep()
        #expect(reader.hasBytes)
        #expect(reader.read(upTo: 1).bytes == [1])
        #expect(!reader.hasBytes)
        // It has not said that it is awake, so it is woken once too often, and never once too little.
        #expect(writer.write([2]) == .moved(1, wakesPeer: true))
    }

    @Test func waitingWriterIsWokenOnce() throws {
        let test = TestRing(capacity: 8)
        var (reader, writer) = try test.sides()
        for _ in 0..<3 {
            #expect(writer.isWoken)
            _ = writer.write([UInt8](repeating: 1, count: 8))
            // A ring that has become full wakes nobody; only a write that found no room waits.
            #expect(writer.isWoken)
            #expect(writer.write([2]) == .blocked && writer.write([2]) == .blocked)
            #expect(!writer.isWoken)
            #expect(reader.read(upTo: 3).step == .moved(3, wakesPeer: true))
            #expect(writer.isWoken)
            #expect(reader.read(upTo: 5).step == .moved(5, wakesPeer: false))
        }
    }

    @Test func readThatMovesNothingWakesNobody() throws {
        let test = TestRing(capacity: 8)
        var (reader, writer) = try test.sides()
        _ = writer.write([UInt8](repeating: 1, count: 8))
        #expect(writer.write([2]) == .blocked)
        #expect(reader.read(upTo: 0).step == .blocked)
        #expect(!writer.isWoken)
        #expect(reader.read(upTo: 1).step == .moved(1, wakesPeer: true))
    }

    @Test func writeThatMovesNothingWakesNobody() throws {
        let test = TestRing(capacity: 8)
        var (reader, writer) = try test.sides()
        _ = writer.write([UInt8](repeating: 1, count: 8))
        reader.sleep()
        #expect(writer.write([2]) == .blocked)
        #expect(test.ring.readerSleeps.value != 0)
    }

    @Test(arguments: [1, 2, UInt64.max])
    func anyNumberMeansYes(word: UInt64) throws {
        let test = TestRing(capacity: 8)
        var (reader, writer) = try test.sides()
        test.ring.readerSleeps.value = word
        #expect(writer.write([1]) == .moved(1, wakesPeer: true))
        #expect(test.ring.readerSleeps.value == 0)
        test.ring.writerWaits.value = word
        #expect(!writer.isWoken)
        #expect(reader.read(upTo: 1).step == .moved(1, wakesPeer: true))
        #expect(test.ring.writerWaits.value == 0)
    }

    // MARK: Peers that lie

    /// How far what the peer publishes is from where this side is, and whether that makes sense with 8 bytes.
    static let distances: [(UInt64, makesSense: Bool)] = [
        (0, true), (1, true), (8, true), (9, false), (16, false), (1 << 32, false), (1 << 63, false),
        (0 &- 1, false), (0 &- 8, false), (0 &- 9, false), (UInt64.max - 1000, false),
    ]

    @Test(arguments: distances, starts)
    func readerBelievesAsMuchAsMakesSense(distance: (UInt64, makesSense: Bool), start: UInt64) throws {
        let test = TestRing(capacity: 8)
        var (reader, _) = try test.sides(at: start)
        test.ring.writerWaits.value = 1
        test.ring.written.value = start &+ distance.0
        #expect(reader.hasBytes == (distance.0 != 0))
        let (step, bytes) = reader.read(upTo: 100)
        guard distance.makesSense else {
            #expect(step == .corrupt)
            #expect(test.ring.read.value == start && test.ring.writerWaits.value == 1)
            // Nothing has been lost by it.
            test.ring.written.value = start &+ 8
            #expect(reader.read(upTo: 100).bytes.count == 8)
            return
        }
        #expect(bytes.count == Int(distance.0))
        #expect(step == (distance.0 == 0 ? .blocked : .moved(Int(distance.0), wakesPeer: true)))
        #expect(test.isIntact)
    }

    @Test(arguments: distances, starts)
    func writerBelievesAsMuchAsMakesSense(distance: (UInt64, makesSense: Bool), start: UInt64) throws {
        let test = TestRing(capacity: 8)
        var (_, writer) = try test.sides(at: start)
        test.ring.readerSleeps.value = 1
        // The peer says that so much is unread.
        test.ring.read.value = start &- distance.0
        let step = writer.write([UInt8](repeating: 1, count: 100))
        guard distance.makesSense else {
            #expect(step == .corrupt)
            #expect(test.ring.written.value == start && test.ring.readerSleeps.value == 1)
            #expect(test.ring.bytes.allSatisfy { $0 == 0xee })
            return
        }
        let room = 8 - Int(distance.0)
        #expect(step == (room == 0 ? .blocked : .moved(room, wakesPeer: true)))
        #expect(test.ring.written.value == start &+ UInt64(room))
        #expect(test.isIntact)
    }

    /// What it has published itself is never read back.
    @Test func ownPositionsAreNotBelieved() throws {
        let test = TestRing(capacity: 8)
        var (reader, writer) = try test.sides()
        _ = writer.write([1, 2, 3])
        test.ring.read.value = 0
        #expect(reader.read(upTo: 2).bytes == [1, 2])
        test.ring.read.value = 77
        #expect(reader.read(upTo: 2).bytes == [3])
        #expect(test.ring.read.value == 3)
        test.ring.written.value = 77
        #expect(writer.write([4]) == .moved(1, wakesPeer: false))
        #expect(test.ring.written.value == 4)
        #expect(reader.read(upTo: 2).bytes == [4])
    }

    @Test(arguments: UInt64(0)..<20)
    func peerThatPublishesAnything(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let test = TestRing(capacity: 64)
        let start = generator.next()
        var (reader, writer) = try test.sides(at: start)
        var (taken, put) = (start, start)
        for _ in 0..<2000 {
            // Mostly what nearly makes sense.
            let isNear = Int.random(in: 0..<8, using: &generator) > 0
            let distance = isNear ? UInt64.random(in: 0...66, using: &generator) &- 1 : generator.next()
            let expected: (Int) -> Int = { distance <= 64 ? min($0, Int(distance)) : 0 }
            if Bool.random(using: &generator) {
                test.ring.written.value = taken &+ distance
                let count = Int.random(in: 1...100, using: &generator)
                let (step, bytes) = reader.read(upTo: count)
                try #require((step == .corrupt) == (distance > 64))
                try #require(bytes.count == expected(count))
                taken &+= UInt64(bytes.count)
            } else {
                test.ring.read.value = put &- distance
                let count = Int.random(in: 1...100, using: &generator)
                let step = writer.write([UInt8](repeating: 1, count: count))
                try #require((step == .corrupt) == (distance > 64))
                guard case .moved(let moved, _) = step else { continue }
                try #require(moved == min(count, 64 - Int(distance)))
                put &+= UInt64(moved)
            }
        }
        #expect(taken != start && put != start)
        #expect(test.isIntact)
    }
}
