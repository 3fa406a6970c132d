/// Messages in about as much memory as they took on the wire.
///
/// Short ones lie one behind the other, each behind its prefix. Of a long one only the prefix lies there, and its bytes
/// stay where they are, because to copy them would cost more than their array does.
struct PackedMessages {
    /// From how many bytes on a message is long.
    static let longCount = 128
    /// How many bytes lie in one piece of memory; no message is cut.
    static let chunkSize = 4096

    /// The piece that is read, and how much of it has been.
    private(set) var reading: [UInt8] = []
    private var readCount = 0
    /// Those that are full.
    private(set) var full = FIFO<[UInt8]>()
    /// The piece that is filled.
    private(set) var filling: [UInt8] = []
    private(set) var long = FIFO<[UInt8]>()
    /// How many messages there are.
    private(set) var count = 0

    mutating func append(_ message: ReceivedMessage) {
        let isLong = message.bytes.count >= Self.longCount
        if filling.count + (isLong ? MessagePrefix.byteCount : message.framedLength) > Self.chunkSize {
            full.append(filling)
            filling = []
        }
        if filling.isEmpty { filling.reserveCapacity(Self.chunkSize) }
        filling.append(message.isCompressed ? 1 : 0)
        filling.appendBigEndian(UInt32(clamping: message.bytes.count))
        if isLong { long.append(message.bytes) } else { filling += message.bytes }
        count += 1
    }

    mutating func popFirst() -> ReceivedMessage? {
        guard count > 0 else { return nil }
        if readCount == reading.count { beginPiece() }
        var message = ReceivedMessage(bytes: [], isCompressed: reading[readCount] == 1)
        let length = Int(reading.withUnsafeBytes { $0.bigEndian32(at: readCount + 1) })
        readCount += MessagePrefix.byteCount
        if length >= Self.longCount {
            message.bytes = long.popFirst() ?? []
        } else {
            message.bytes = Array(reading[readCount..<readCount + length])
            readCount += length
        }
        count -= 1
        // Nothing is kept for later: a queue is seldom this long.
        if count == 0 { self = PackedMessages() }
        return message
    }

    private mutating func beginPiece() {
        readCount = 0
        if let next = full.popFirst() {
            reading = next
        } else {
            reading = filling
            filling = []
        }
    }
}
