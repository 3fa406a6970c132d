import Synchronization
import Testing

@testable import PluginTransport

/// A ring in the memory of this process, with bytes around it that nobody may touch.
final class TestRing: @unchecked Sendable {
    // The words are atomic, and the bytes belong to one side at a time.

    private static let guardLength = 128
    private static let guardByte: UInt8 = 0xee
    private static let wordDistance = 64

    let ring: SharedRing
    private let words: UnsafeMutableRawPointer
    private let memory: UnsafeMutableRawBufferPointer

    init(capacity: Int) {
        let words = UnsafeMutableRawPointer.allocate(byteCount: 4 * Self.wordDistance, alignment: Self.wordDistance)
        words.initializeMemory(as: UInt8.self, repeating: 0, count: 4 * Self.wordDistance)
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity + 2 * Self.guardLength, alignment: 16)
        memory.initializeMemory(as: UInt8.self, repeating: Self.guardByte)
        func word(_ number: Int) -> SharedWord {
            (words + number * Self.wordDistance).assumingMemoryBound(to: Atomic<UInt64>.self)
        }
        self.words = words
        self.memory = memory
        ring = SharedRing(
            written: word(0),
            read: word(1),
            readerSleeps: word(2),
            writerWaits: word(3),
            bytes: UnsafeMutableRawBufferPointer(rebasing: memory[Self.guardLength..<Self.guardLength + capacity])
        )
    }

    deinit {
        words.deallocate()
        memory.deallocate()
    }

    /// Whether the bytes before and behind the ring are as they were.
    var isIntact: Bool {
        memory.prefix(Self.guardLength).allSatisfy { $0 == Self.guardByte }
            && memory.suffix(Self.guardLength).allSatisfy { $0 == Self.guardByte }
    }

    /// Both sides, as if so many bytes had gone through already.
    func sides(at position: UInt64 = 0) throws -> (reader: SharedRingReader, writer: SharedRingWriter) {
        var (reader, writer) = (SharedRingReader(ring), SharedRingWriter(ring))
        // Nobody can count that far: the position is the last that the sides hold, and set where it lies.
        let offset = MemoryLayout<SharedRing>.size
        try #require(MemoryLayout<SharedRingReader>.size == offset + MemoryLayout<UInt64>.size)
        try #require(MemoryLayout<SharedRingWriter>.size == offset + MemoryLayout<UInt64>.size)
        withUnsafeMutableBytes(of: &reader) { $0.storeBytes(of: position, toByteOffset: offset, as: UInt64.self) }
        withUnsafeMutableBytes(of: &writer) { $0.storeBytes(of: position, toByteOffset: offset, as: UInt64.self) }
        ring.written.value = position
        ring.read.value = position
        return (reader, writer)
    }
}

extension SharedWord {
    /// What it holds, as either process sees and sets it.
    var value: UInt64 {
        get { pointee.load(ordering: .sequentiallyConsistent) }
        nonmutating set { pointee.store(newValue, ordering: .sequentiallyConsistent) }
    }
}

extension SharedRingWriter {
    mutating func write(_ bytes: [UInt8]) -> SharedRingStep {
        bytes.withUnsafeBytes { write($0) }
    }
}

extension SharedRingReader {
    /// Reads into memory with bytes around it that nobody may touch; they are missing from the result if somebody has.
    mutating func read(upTo count: Int) -> (step: SharedRingStep, bytes: [UInt8]) {
        let margin = 32
        var memory = [UInt8](repeating: 0xdd, count: count + 2 * margin)
        let step = memory.withUnsafeMutableBytes { memory in
            read(into: UnsafeMutableRawBufferPointer(rebasing: memory[margin..<margin + count]))
        }
        guard case .moved(let moved, _) = step, moved <= count else { return (step, []) }
        let isIntact =
            memory[..<margin].allSatisfy { $0 == 0xdd } && memory[(margin + moved)...].allSatisfy { $0 == 0xdd }
        return (step, isIntact ? Array(memory[margin..<margin + moved]) : [])
    }
}

/// The byte at each position of a test's stream, which differs from those at a ring's length before and behind it.
func streamByte(at position: UInt64) -> UInt8 {
    UInt8(truncatingIfNeeded: (position &* 0x9e37_79b9_7f4a_7c15) >> 56)
}

func streamBytes(at position: UInt64, count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        for index in 0..<count { buffer[index] = streamByte(at: position &+ UInt64(index)) }
        initialized = count
    }
}

/// The same numbers for the same seed (SplitMix64), so that a failure can be seen again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
