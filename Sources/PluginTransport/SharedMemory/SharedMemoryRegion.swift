import CPluginTransport
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Memory that this process shares with another one, for as long as the object lives.
///
/// Its size can be changed by neither side, so that no access to it can fail. Everything else about it can be changed by
/// the other side at any moment, and is looked at accordingly.
final class SharedMemoryRegion: @unchecked Sendable {
    // What is in it is for one thread of each process at a time, or atomic.

    private let start: UnsafeMutableRawPointer

    /// Makes fresh memory, all zero but the signature.
    ///
    /// - Returns: the memory, and the descriptor by which another process gets it; it is to be closed here.
    /// - Throws: ``TransportError`` with code `system`.
    static func make() throws(TransportError) -> (region: SharedMemoryRegion, descriptor: Int32) {
        let descriptor = omniview_make_shared_memory(SharedMemoryLayout.length)
        guard descriptor >= 0 else { throw .system("cannot make shared memory", errno: errno) }
        do throws(TransportError) {
            let region = try SharedMemoryRegion(mapping: descriptor)
            region.word(at: SharedMemoryLayout.signatureOffset)
                .pointee.store(SharedMemoryLayout.signature, ordering: .releasing)
            return (region, descriptor)
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Opens memory that a host has made, and takes it; nil when it is none, or taken already.
    ///
    /// - Throws: ``TransportError`` with code `system`.
    static func take(_ descriptor: Int32) throws(TransportError) -> SharedMemoryRegion? {
        guard omniview_is_shared_memory(descriptor, SharedMemoryLayout.length) else { return nil }
        let region = try SharedMemoryRegion(mapping: descriptor)
        let signature = region.word(at: SharedMemoryLayout.signatureOffset).pointee.load(ordering: .acquiring)
        guard signature == SharedMemoryLayout.signature else { return nil }
        let isFirst = region.word(at: SharedMemoryLayout.takenOffset)
            .pointee.compareExchange(expected: 0, desired: 1, ordering: .sequentiallyConsistent).exchanged
        return isFirst ? region : nil
    }

    private init(mapping descriptor: Int32) throws(TransportError) {
        let start = mmap(nil, SharedMemoryLayout.length, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
        guard let start, start != MAP_FAILED else { throw .system("cannot map shared memory", errno: errno) }
        self.start = start
    }

    deinit {
        munmap(start, SharedMemoryLayout.length)
    }

    /// Whether somebody has taken it.
    var isTaken: Bool { word(at: SharedMemoryLayout.takenOffset).pointee.load(ordering: .sequentiallyConsistent) != 0 }

    /// Plugin: says who it is, by what its handshake line will say.
    func announce(_ name: [UInt8]) {
        let name = name.prefix(SharedMemoryLayout.longestName)
        bytes(at: SharedMemoryLayout.nameOffset, length: name.count).copyBytes(from: name)
        word(at: SharedMemoryLayout.nameLengthOffset).pointee.store(UInt64(name.count), ordering: .releasing)
    }

    /// Host: whether the plugin of that name has taken it.
    func serves(_ name: [UInt8]) -> Bool {
        let length = word(at: SharedMemoryLayout.nameLengthOffset).pointee.load(ordering: .acquiring)
        guard length == UInt64(min(name.count, SharedMemoryLayout.longestName)) else { return false }
        return bytes(at: SharedMemoryLayout.nameOffset, length: Int(length)).elementsEqual(name.prefix(Int(length)))
    }

    /// The bytes on their way to the plugin.
    var ringToPlugin: SharedRing { ring(control: SharedMemoryLayout.ringOffsets.toPlugin, number: 0) }
    /// The bytes on their way to the host.
    var ringToHost: SharedRing { ring(control: SharedMemoryLayout.ringOffsets.toHost, number: 1) }
    /// The host's large messages.
    var arenaToPlugin: SharedArenaMemory { arena(done: SharedMemoryLayout.doneOffsets.toPlugin, number: 0) }
    /// The plugin's large messages.
    var arenaToHost: SharedArenaMemory { arena(done: SharedMemoryLayout.doneOffsets.toHost, number: 1) }

    private func ring(control: Int, number: Int) -> SharedRing {
        let length = SharedMemoryLayout.ringCapacity
        return SharedRing(
            written: word(at: control + SharedMemoryLayout.writtenOffset),
            read: word(at: control + SharedMemoryLayout.readOffset),
            readerSleeps: word(at: control + SharedMemoryLayout.readerSleepsOffset),
            writerWaits: word(at: control + SharedMemoryLayout.writerWaitsOffset),
            bytes: bytes(at: SharedMemoryLayout.controlLength + number * length, length: length)
        )
    }

    private func arena(done: Int, number: Int) -> SharedArenaMemory {
        let length = SharedMemoryLayout.arenaLength
        let start = SharedMemoryLayout.controlLength + 2 * SharedMemoryLayout.ringCapacity + number * length
        return SharedArenaMemory(
            bytes: bytes(at: start, length: length),
            done: (0..<SharedMemoryLayout.doneWords).map { word(at: done + 8 * $0) },
            region: self
        )
    }

    private func bytes(at offset: Int, length: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(start: start + offset, count: length)
    }

    private func word(at offset: Int) -> SharedWord {
        (start + offset).assumingMemoryBound(to: Atomic<UInt64>.self)
    }
}
