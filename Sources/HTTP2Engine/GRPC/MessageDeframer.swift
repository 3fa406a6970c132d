/// Takes the messages of one direction of one stream out of its DATA payloads, wherever those are cut.
///
/// A message that lies whole in one payload costs one allocation of its size and one copy. A message in several pieces
/// is gathered in a buffer that grows with what has come, so that a length that lies costs its sender, not the receiver.
package struct MessageDeframer: Sendable {
    private let limit: Int
    /// The bytes of the prefix that have come, as the low bits of a number.
    private var prefixBits: UInt64 = 0
    /// How many bytes that is. A whole prefix is kept until its message is whole.
    private var prefixCount = 0
    private var body: [UInt8] = []

    /// `limit` is the largest message in bytes, without its prefix and before decompression.
    package init(limit: Int) {
        self.limit = limit
    }

    /// The bytes held of a message that is not whole yet, its prefix included.
    package var partialCount: Int { prefixCount + body.count }

    /// Whether the stream may end here: no message is half read.
    package var isAtBoundary: Bool { prefixCount == 0 }

    /// Takes the payload of one DATA frame, without padding, and appends the messages that it completes to `messages`.
    ///
    /// A prefix is judged as soon as it is whole: a length above the limit is `messageTooLarge`, a flag other than 0 and
    /// 1 is `malformed`. The messages before it are in `messages` then, and every further call gives the same error.
    package mutating func append(
        _ bytes: UnsafeRawBufferPointer,
        into messages: inout [ReceivedMessage]
    ) throws(GRPCCodingError) {
        var rest = bytes
        while true {
            takePrefix(from: &rest)
            guard prefixCount == MessagePrefix.byteCount else { return }
            let prefix = try checkedPrefix()
            let length = Int(prefix.length)
            let missing = length - body.count
            guard rest.count >= missing else {
                body.append(rest, growingTo: length)
                return
            }
            let last = rest.removeFirst(bytes: missing)
            if body.isEmpty {
                messages.append(ReceivedMessage(bytes: [UInt8](copying: last), isCompressed: prefix.isCompressed))
            } else {
                body.append(last, growingTo: length)
                messages.append(ReceivedMessage(bytes: body, isCompressed: prefix.isCompressed))
                body = []
            }
            prefixCount = 0
        }
    }

    /// Moves what is missing of the prefix, or as much of it as there is, out of `rest`.
    @inline(__always)
    private mutating func takePrefix(from rest: inout UnsafeRawBufferPointer) {
        if prefixCount == 0 { prefixBits = 0 }
        let count = min(MessagePrefix.byteCount - prefixCount, rest.count)
        for byte in rest.removeFirst(bytes: count) {
            prefixBits = prefixBits << 8 | UInt64(byte)
        }
        prefixCount += count
    }

    @inline(__always)
    private func checkedPrefix() throws(GRPCCodingError) -> MessagePrefix {
        guard let prefix = MessagePrefix(bits: prefixBits) else {
            throw .malformed("The message has the flag \(prefixBits >> 32), only 0 and 1 are known.")
        }
        guard Int(prefix.length) <= limit else {
            throw .tooLarge(count: Int(prefix.length), limit: limit)
        }
        return prefix
    }
}

extension UnsafeRawBufferPointer {
    /// Takes the first `count` bytes away and gives them back; there must be that many.
    @inline(__always)
    fileprivate mutating func removeFirst(bytes count: Int) -> UnsafeRawBufferPointer {
        let first = UnsafeRawBufferPointer(rebasing: self[..<count])
        self = UnsafeRawBufferPointer(rebasing: self[count...])
        return first
    }
}
