import HTTP2Engine
import Testing

@Suite struct ByteGrowthTests {
    /// What the allocator may round up to.
    private let slack = 4_096

    @Test(arguments: [1, 2, 100, 16_384, 20_000, 32_768, 100_000])
    func reservesWithWhatHasComeWhateverIsAnnounced(step: Int) {
        let piece = [UInt8](repeating: 7, count: step)
        var bytes: [UInt8] = []
        var allocations = 0
        while bytes.count < 2_000_000, allocations < 100 {
            let before = bytes.capacity
            piece.withUnsafeBytes { bytes.append($0, growingTo: Int(UInt32.max)) }
            guard bytes.capacity != before else { continue }
            allocations += 1
            #expect(bytes.capacity <= 17 * bytes.count + slack)
        }
        // From one byte to two megabytes by factors of seventeen.
        #expect(allocations <= 6)
        #expect(bytes.allSatisfy { $0 == 7 })
    }

    @Test func reservesNoMoreThanIsAnnounced() {
        var bytes: [UInt8] = []
        [UInt8](repeating: 1, count: 100_000).withUnsafeBytes { bytes.append($0, growingTo: 100_001) }
        #expect(bytes.count == 100_000)
        #expect(bytes.capacity >= 100_001 && bytes.capacity <= 100_001 + slack)
    }

    @Test func takesMoreThanWasAnnouncedWithoutGrowingByTheByte() {
        var bytes: [UInt8] = []
        var allocations = 0
        for _ in 0..<10_000 {
            let before = bytes.capacity
            withUnsafeBytes(of: UInt8(2)) { bytes.append($0, growingTo: 10) }
            if bytes.capacity != before { allocations += 1 }
        }
        #expect(bytes == [UInt8](repeating: 2, count: 10_000))
        #expect(allocations <= 8)
    }

    @Test func appendsNothing() {
        var bytes: [UInt8] = [1]
        bytes.append(UnsafeRawBufferPointer(start: nil, count: 0), growingTo: 0)
        #expect(bytes == [1])
        #expect([UInt8](copying: UnsafeRawBufferPointer(start: nil, count: 0)) == [])
    }

    @Test(arguments: [1, 15, 4_096, 100_000])
    func copiesIntoItsSize(count: Int) {
        let original = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let copy = original.withUnsafeBytes { [UInt8](copying: $0) }
        #expect(copy == original)
        #expect(copy.capacity <= count + slack)
    }
}
