import Synchronization

/// A word that both processes read and write.
typealias SharedWord = UnsafeMutablePointer<Atomic<UInt64>>

/// The bytes on their way in one direction through shared memory, and the words by which the two sides agree.
///
/// Positions count all bytes since the beginning; where a byte lies is its position modulo the capacity. Each side keeps
/// its own position to itself and only publishes it, and believes the other's only as far as it makes sense.
struct SharedRing {
    /// How far the writer has come.
    let written: SharedWord
    /// How far the reader has come.
    let read: SharedWord
    /// Not 0 when the reader is to be woken once there is something.
    let readerSleeps: SharedWord
    /// Not 0 when the writer is to be woken once there is room.
    let writerWaits: SharedWord
    let bytes: UnsafeMutableRawBufferPointer

    var capacity: Int { bytes.count }

    /// The piece of memory where a position lies, up to the end of the memory.
    fileprivate func piece(at position: UInt64, count: Int) -> UnsafeMutableRawBufferPointer {
        let start = Int(position % UInt64(capacity))
        return UnsafeMutableRawBufferPointer(rebasing: bytes[start..<min(start + count, capacity)])
    }
}

/// What one side did with a ring.
enum SharedRingStep: Equatable {
    /// This many bytes were moved, and the other side is to be woken or not.
    case moved(Int, wakesPeer: Bool)
    /// The ring is empty, or full.
    case blocked
    /// The other side's position makes no sense.
    case corrupt
}

/// The side of a ring that takes bytes out.
struct SharedRingReader {
    private let ring: SharedRing
    private var position: UInt64 = 0

    init(_ ring: SharedRing) {
        self.ring = ring
    }

    /// Whether there is something to take out, or to complain about.
    var hasBytes: Bool { ring.written.pointee.load(ordering: .sequentiallyConsistent) != position }

    /// Moves bytes out of the ring into `buffer`.
    mutating func read(into buffer: UnsafeMutableRawBufferPointer) -> SharedRingStep {
        let available = ring.written.pointee.load(ordering: .acquiring) &- position
        guard available <= UInt64(ring.capacity) else { return .corrupt }
        let count = min(Int(available), buffer.count)
        guard count > 0 else { return .blocked }
        let first = ring.piece(at: position, count: count)
        buffer.copyMemory(from: UnsafeRawBufferPointer(first))
        if first.count < count {
            let second = ring.piece(at: position &+ UInt64(first.count), count: count - first.count)
            UnsafeMutableRawBufferPointer(rebasing: buffer[first.count...])
                .copyMemory(from: UnsafeRawBufferPointer(second))
        }
        position &+= UInt64(count)
        ring.read.pointee.store(position, ordering: .sequentiallyConsistent)
        return .moved(count, wakesPeer: ring.writerWaits.wasSet())
    }

    /// Asks to be woken with the next byte. ``hasBytes`` is to be looked at again afterwards: one may just have come.
    func sleep() {
        ring.readerSleeps.pointee.store(1, ordering: .sequentiallyConsistent)
    }
}

/// The side of a ring that puts bytes in.
struct SharedRingWriter {
    private let ring: SharedRing
    private var position: UInt64 = 0

    init(_ ring: SharedRing) {
        self.ring = ring
    }

    /// Moves as many bytes into the ring as there is room for.
    ///
    /// One that is blocked is woken once there is room.
    mutating func write(_ source: UnsafeRawBufferPointer) -> SharedRingStep {
        guard var room else { return .corrupt }
        if room == 0 {
            ring.writerWaits.pointee.store(1, ordering: .sequentiallyConsistent)
            // It may have been made just before.
            guard let now = self.room else { return .corrupt }
            guard now > 0 else { return .blocked }
            room = now
        }
        let count = min(room, source.count)
        let first = ring.piece(at: position, count: count)
        first.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[..<first.count]))
        if first.count < count {
            ring.piece(at: position &+ UInt64(first.count), count: count - first.count)
                .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[first.count..<count]))
        }
        position &+= UInt64(count)
        ring.written.pointee.store(position, ordering: .sequentiallyConsistent)
        return .moved(count, wakesPeer: ring.readerSleeps.wasSet())
    }

    /// Whether the reader has made room since a write was blocked.
    var isWoken: Bool { ring.writerWaits.pointee.load(ordering: .sequentiallyConsistent) == 0 }

    /// How many bytes the ring takes; nil when the reader's position makes no sense.
    private var room: Int? {
        let unread = position &- ring.read.pointee.load(ordering: .sequentiallyConsistent)
        return unread <= UInt64(ring.capacity) ? ring.capacity - Int(unread) : nil
    }
}

extension SharedWord {
    /// Whether the other side has asked to be woken; it is asked for once.
    fileprivate func wasSet() -> Bool {
        // Looking first: an exchange takes the line from the other side, and nearly always there is nothing.
        pointee.load(ordering: .sequentiallyConsistent) != 0
            && pointee.exchange(0, ordering: .sequentiallyConsistent) != 0
    }
}
