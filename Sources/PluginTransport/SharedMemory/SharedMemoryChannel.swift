import Synchronization

/// A connection through memory that two processes share.
///
/// Beside the memory there is a pair of sockets: a byte on it wakes a side that sleeps, and its end is the end of the
/// other process. While both sides are busy nothing goes over it, and no call costs a system call.
package final class SharedMemoryChannel: Carrier, IOPolled, @unchecked Sendable {
    /// After how many bytes of a long write the other side gets to see them, so that it works meanwhile.
    private static let pieceLength = 64 * 1024
    private static let corrupt = Transfer.corrupt("it broke the rules of the memory that it shares with this side")

    let region: SharedMemoryRegion
    let bell: StreamSocket
    /// Where large messages lie.
    let messages: SharedMessages?

    // Of the I/O thread, as soon as it watches.
    private var source: (any IOSource)?
    private var reader: SharedRingReader
    private var isPeerGone = false
    private var isClosed = false
    private var isPolled = false

    // Of the thread that writes.
    private var writer: SharedRingWriter

    private let awaitsRoom = Atomic(false)

    /// - Parameters:
    ///   - bell: this side's end of the pair; it is closed with the channel.
    ///   - isHost: on which side this is.
    init(_ region: SharedMemoryRegion, bell: StreamSocket, isHost: Bool) {
        self.region = region
        self.bell = bell
        reader = SharedRingReader(isHost ? region.ringToHost : region.ringToPlugin)
        writer = SharedRingWriter(isHost ? region.ringToPlugin : region.ringToHost)
        messages = SharedMessages(
            outbound: SharedArena(isHost ? region.arenaToPlugin : region.arenaToHost),
            inbound: isHost ? region.arenaToHost : region.arenaToPlugin
        )
        // The peer rings until this side says that it is awake.
        reader.sleep()
    }

    deinit {
        if !isClosed { bell.close() }
    }

    // MARK: Carrier

    func read(into buffer: UnsafeMutableRawBufferPointer) -> Transfer {
        switch reader.read(into: buffer) {
        case .moved(let count, let wakesPeer):
            if wakesPeer { ring() }
            return .moved(count)
        case .blocked: return isPeerGone ? .ended : .blocked
        case .corrupt: return Self.corrupt
        }
    }

    func write(_ bytes: UnsafeRawBufferPointer) -> Transfer {
        let piece = UnsafeRawBufferPointer(rebasing: bytes[..<min(bytes.count, Self.pieceLength)])
        switch writer.write(piece) {
        case .moved(let count, let wakesPeer):
            if wakesPeer { ring() }
            return .moved(count)
        case .blocked: return .blocked
        case .corrupt: return Self.corrupt
        }
    }

    func watch(on thread: IOThread, source: any IOSource) -> UInt64 {
        self.source = source
        return thread.watch(bell.descriptor, for: .readable, source: self)
    }

    func awaitRoom(_ isAwaited: Bool, on thread: IOThread, token: UInt64) {
        awaitsRoom.store(isAwaited, ordering: .sequentiallyConsistent)
        // It may have been made between the write that found none and now, and the peer rings once.
        if hasRoom { thread.run { [self] in look(on: thread) } }
    }

    func shutDown(on thread: IOThread, token: UInt64?) {
        bell.shutDown(on: thread, token: token)
    }

    func close() {
        source = nil
        isClosed = true
        bell.close()
    }

    /// Wakes the other side. A pair that is full has woken it, and one that is broken shows that when it is read.
    private func ring() {
        withUnsafeBytes(of: UInt8(0)) { _ = bell.write($0) }
    }

    // MARK: IOPolled

    package func ready(_ readiness: Readiness, on thread: IOThread) {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 1) { buffer in
            switch bell.read(into: buffer) {
            case .moved, .blocked: break
            case .ended, .failed, .corrupt: isPeerGone = true
            }
        }
        if !isPolled {
            isPolled = true
            thread.poll(self)
        }
        look(on: thread)
    }

    var isReady: Bool { !isClosed && (reader.hasBytes || isPeerGone || hasRoom) }

    private var hasRoom: Bool { awaitsRoom.load(ordering: .sequentiallyConsistent) && writer.isWoken }

    func look(on thread: IOThread) {
        var readiness: Readiness = reader.hasBytes || isPeerGone ? .readable : []
        if hasRoom { readiness.insert(.writable) }
        if !readiness.isEmpty { source?.ready(readiness, on: thread) }
    }

    func sleep() -> Bool {
        reader.sleep()
        isPolled = isReady
        return !isPolled
    }
}
