/// A message whose bytes lie in memory that both sides of the connection share, so that only its place is sent.
///
/// An extension of HTTP/2 (RFC 9113, section 5.5) for connections whose two sides have agreed on such memory before
/// (``ConnectionLimits/placedMemory``). Its frame has the type 0xf0, the flag END_STREAM, and eight bytes of
/// payload: two numbers of 32 bits, the block and the length. It stands for the DATA frames that would carry the message
/// with its prefix, and lies between others of its stream only where no message is cut. It counts for the stream's
/// window as they would, but goes out as soon as that is open at all, and not for the connection's, because nothing of it
/// is on its way.
package protocol PlacedMessage: AnyObject, Sendable {
    var place: MessagePlace { get }

    /// From here on the message is the peer's: its place has been written.
    func handOver()
}

/// Memory in which one side of a connection leaves messages for the other.
package struct PlacedMemory: Sendable, Hashable {
    package var blockCount: Int
    /// In bytes.
    package var blockLength: Int

    package init(blockCount: Int, blockLength: Int) {
        self.blockCount = blockCount
        self.blockLength = blockLength
    }

    /// Whether a place lies within it.
    func holds(_ place: MessagePlace) -> Bool {
        guard place.block < blockCount else { return false }
        return Int(place.count) <= (blockCount - Int(place.block)) * blockLength
    }
}

/// Where a message lies in memory that both sides share.
package struct MessagePlace: Sendable, Hashable {
    /// The length of a place in a frame, in bytes.
    static let byteCount = 8

    /// Which block of the sender's memory it begins with.
    package var block: UInt32
    /// How many bytes it has.
    package var count: UInt32

    package init(block: UInt32, count: UInt32) {
        self.block = block
        self.count = count
    }

    /// What the message would take on the wire in bytes, its prefix included.
    package var framedLength: Int { MessagePrefix.byteCount + Int(count) }
}
