import HTTP2Engine

/// Where what lies in the memory that a host and its plugin share.
///
/// A page of control words; then the bytes on their way to the plugin, and those on their way to the host; then the host's
/// large messages, and the plugin's. Words that the two processes write at the same time have a cache line each.
enum SharedMemoryLayout {
    /// What the first word holds: that this is such memory, and the version of its layout.
    static let signature: UInt64 = 0x6f6d_6e69_5348_4d01

    static let signatureOffset = 0
    /// Not 0 once a plugin has taken the memory.
    static let takenOffset = 64
    static let ringOffsets = (toPlugin: 256, toHost: 512)
    static let doneOffsets = (toPlugin: 768, toHost: 832)
    /// How long the name is of the plugin that serves, and its bytes: the address of its handshake line.
    static let nameLengthOffset = 1024
    static let nameOffset = 1032
    static let longestName = 512
    static let controlLength = 4096

    // Within the control words of a ring.
    static let writtenOffset = 0
    static let readOffset = 64
    static let readerSleepsOffset = 128
    static let writerWaitsOffset = 192

    /// How many bytes may be on their way in one direction. A power of two.
    static let ringCapacity = 256 * 1024

    /// How many bytes of large messages may lie ready in one direction. Memory that was never used costs nothing.
    static let arenaLength = 16 * 1024 * 1024
    /// What a message takes at the least, and multiples of.
    static let blockLength = 64 * 1024
    static let blockCount = arenaLength / blockLength
    /// The arena as the engine knows it.
    static let placedMemory = PlacedMemory(blockCount: blockCount, blockLength: blockLength)
    /// How many words have a bit for each block.
    static let doneWords = blockCount / UInt64.bitWidth

    static let length = controlLength + 2 * ringCapacity + 2 * arenaLength

    /// How many blocks a message takes.
    static func blocks(for length: Int) -> Int {
        (length + blockLength - 1) / blockLength
    }
}
