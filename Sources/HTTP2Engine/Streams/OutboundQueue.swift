/// The messages of one stream that wait to be cut into DATA frames, or to have their place sent.
struct OutboundQueue {
    private struct Item {
        var prefix: MessagePrefix
        var payload: [UInt8]
        /// The message if it lies in shared memory; then there is no payload.
        var placed: (any PlacedMessage)?
        /// How much has been cut off, prefix included.
        var sent = 0

        var remaining: Int { placed?.place.framedLength ?? (MessagePrefix.byteCount + payload.count - sent) }
    }

    private var items: [Item] = []
    private var first = 0
    /// How many bytes wait, prefixes and placed messages included.
    private(set) var byteCount = 0
    private var placedCount = 0

    var isEmpty: Bool { byteCount == 0 }
    /// How many places there are, those of messages that were sent among them.
    var placeCount: Int { items.count }

    /// Adds a message, which must have fewer than 2^32 bytes.
    mutating func append(_ payload: [UInt8], isCompressed: Bool) {
        let prefix = MessagePrefix(isCompressed: isCompressed, length: UInt32(truncatingIfNeeded: payload.count))
        items.append(Item(prefix: prefix, payload: payload))
        byteCount += MessagePrefix.byteCount + payload.count
    }

    mutating func append(_ message: any PlacedMessage) {
        let prefix = MessagePrefix(isCompressed: false, length: message.place.count)
        items.append(Item(prefix: prefix, payload: [], placed: message))
        byteCount += message.place.framedLength
        placedCount += 1
    }

    /// The next message, if it is a placed one.
    var nextPlaced: (any PlacedMessage)? { placedCount == 0 ? nil : items[first].placed }

    mutating func removePlaced() {
        guard let message = nextPlaced else { return }
        byteCount -= message.place.framedLength
        placedCount -= 1
        removeFirst()
    }

    /// How many bytes can be moved before the next placed message.
    var movableCount: Int {
        guard placedCount > 0 else { return byteCount }
        return items[first...].prefix { $0.placed == nil }.reduce(0) { $0 + $1.remaining }
    }

    /// Moves up to `count` bytes to the end of `output`, across messages; at most ``movableCount``.
    mutating func move(_ count: Int, to output: inout [UInt8]) {
        var left = min(count, byteCount)
        byteCount -= left
        while left > 0 {
            let step = min(left, items[first].remaining)
            Self.copy(step, of: &items[first], to: &output)
            left -= step
            if items[first].remaining == 0 { removeFirst() }
        }
    }

    mutating func removeAll() {
        items.removeAll()
        first = 0
        byteCount = 0
        placedCount = 0
    }

    private static func copy(_ count: Int, of item: inout Item, to output: inout [UInt8]) {
        var left = count
        while left > 0, item.sent < MessagePrefix.byteCount {
            let shift = UInt64(8 * (MessagePrefix.byteCount - 1 - item.sent))
            output.append(UInt8(truncatingIfNeeded: item.prefix.bits >> shift))
            item.sent += 1
            left -= 1
        }
        guard left > 0 else { return }
        let start = item.sent - MessagePrefix.byteCount
        item.payload.withUnsafeBytes {
            output.append(contentsOf: UnsafeRawBufferPointer(rebasing: $0[start..<start + left]))
        }
        item.sent += left
    }

    private mutating func removeFirst() {
        // The payload may be large; it goes now, and its place together with others.
        items[first].payload = []
        items[first].placed = nil
        first += 1
        if first == items.count {
            items.removeAll(keepingCapacity: true)
            first = 0
        } else if first >= 64, first >= items.count / 2 {
            // A queue that is filled up again and again never gets empty.
            items.removeFirst(first)
            first = 0
        }
    }
}
