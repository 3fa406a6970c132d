import HTTP2Engine
import Synchronization

/// The memory in which one side lays its large messages for the other one to take.
///
/// It is divided into blocks, and a message takes as many as it needs, in a row. Which are taken is known here alone. The
/// other side says in words of its own which messages it is done with, and is believed only about those that it was given:
/// one that lies about it spoils what it reads itself.
final class SharedArena: Sendable {
    /// From how many bytes on a message is worth a place.
    static let leastLength = 16 * 1024
    /// How many bytes one message may have at the most, so that there is room for others.
    static let greatestLength = SharedMemoryLayout.arenaLength / 2

    private struct State {
        var isTaken = [Bool](repeating: false, count: SharedMemoryLayout.blockCount)
        /// How many blocks the message has that begins with a block, if it is the other side's; otherwise 0.
        var handedOver = [Int](repeating: 0, count: SharedMemoryLayout.blockCount)
    }

    private let memory: SharedArenaMemory
    private let state = Mutex(State())

    init(_ memory: SharedArenaMemory) {
        self.memory = memory
    }

    /// Memory for a message; nil when that is too small to be worth it, too large, or when there is no room.
    func allocate(_ length: Int) -> SharedBlock? {
        guard length >= Self.leastLength, length <= Self.greatestLength else { return nil }
        let count = SharedMemoryLayout.blocks(for: length)
        let first = state.withLock { state -> Int? in
            collect(&state)
            guard let first = Self.gap(of: count, in: state.isTaken) else { return nil }
            for block in first..<first + count { state.isTaken[block] = true }
            return first
        }
        return first.map { SharedBlock(arena: self, number: $0, bytes: memory.bytes(at: $0, length: length)) }
    }

    /// The first place where so many blocks in a row are free: what was used last is used again, and the rest of the
    /// memory is never touched.
    private static func gap(of count: Int, in isTaken: [Bool]) -> Int? {
        var free = 0
        for (block, isTaken) in isTaken.enumerated() {
            free = isTaken ? 0 : free + 1
            if free == count { return block + 1 - count }
        }
        return nil
    }

    /// Takes back what the other side is done with.
    private func collect(_ state: inout State) {
        for (index, word) in memory.done.enumerated() {
            guard word.pointee.load(ordering: .relaxed) != 0 else { continue }
            var done = word.pointee.exchange(0, ordering: .acquiring)
            while done != 0 {
                let first = index * UInt64.bitWidth + done.trailingZeroBitCount
                done &= done - 1
                for block in first..<first + state.handedOver[first] { state.isTaken[block] = false }
                state.handedOver[first] = 0
            }
        }
    }

    fileprivate func handOver(_ first: Int, length: Int) {
        state.withLock { $0.handedOver[first] = SharedMemoryLayout.blocks(for: length) }
    }

    fileprivate func free(_ first: Int, length: Int) {
        state.withLock { state in
            for block in first..<first + SharedMemoryLayout.blocks(for: length) { state.isTaken[block] = false }
        }
    }
}

/// The place of one message that is to be sent; it is free again when nobody has a use for it and it was not sent.
final class SharedBlock: PlacedMessage, @unchecked Sendable {
    // Written before it is sent, by whoever made it; what changes afterwards is under the lock of its connection.

    let place: MessagePlace
    let bytes: UnsafeMutableRawBufferPointer
    private let arena: SharedArena
    private var isHandedOver = false

    fileprivate init(arena: SharedArena, number: Int, bytes: UnsafeMutableRawBufferPointer) {
        self.arena = arena
        self.bytes = bytes
        place = MessagePlace(block: UInt32(number), count: UInt32(bytes.count))
    }

    deinit {
        if !isHandedOver { arena.free(Int(place.block), length: bytes.count) }
    }

    func handOver() {
        isHandedOver = true
        arena.handOver(Int(place.block), length: bytes.count)
    }
}

/// A message of the other side, where it lies; its place is given back once it has been read, or nobody wants it.
final class ReceivedBlock: Sendable {
    let place: MessagePlace
    private let memory: SharedArenaMemory
    private let isGivenBack = Atomic(false)

    /// - Parameter place: as the engine has it, which has seen that it lies within the memory.
    init(_ memory: SharedArenaMemory, _ place: MessagePlace) {
        self.memory = memory
        self.place = place
    }

    deinit {
        giveBack()
    }

    /// Hands the bytes over, once: afterwards they are the other side's again. It can change them at any time.
    func read<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        defer { giveBack() }
        return try body(UnsafeRawBufferPointer(memory.bytes(at: Int(place.block), length: Int(place.count))))
    }

    private func giveBack() {
        if !isGivenBack.exchange(true, ordering: .relaxed) { memory.giveBack(place) }
    }
}

/// The memory of one arena, and the words in which the side that takes messages out says which it is done with.
struct SharedArenaMemory: @unchecked Sendable {
    // Who writes what, and when, the two sides agree on by the words and by what goes over the connection.

    let bytes: UnsafeMutableRawBufferPointer
    /// A bit for each block that a message begins with.
    let done: [SharedWord]
    /// Keeps the memory.
    let region: SharedMemoryRegion

    func bytes(at block: Int, length: Int) -> UnsafeMutableRawBufferPointer {
        let start = block * SharedMemoryLayout.blockLength
        return UnsafeMutableRawBufferPointer(rebasing: bytes[start..<start + length])
    }

    /// Says that this side is done with a message.
    func giveBack(_ place: MessagePlace) {
        let (word, bit) = Int(place.block).quotientAndRemainder(dividingBy: UInt64.bitWidth)
        done[word].pointee.bitwiseOr(1 << UInt64(bit), ordering: .releasing)
    }
}
