/// A position in a header block that is being decoded.
struct HPACKReader {
    private let block: UnsafeRawBufferPointer
    private var position = 0

    init(_ block: UnsafeRawBufferPointer) {
        self.block = block
    }

    /// Whether nothing is left.
    var isAtEnd: Bool { position >= block.count }

    /// The next octet, without going past it.
    @inline(__always)
    func peekOctet() throws(HPACKError) -> UInt8 {
        guard position < block.count else { throw Self.truncated }
        return block[position]
    }

    /// Goes past the next octet.
    @inline(__always)
    mutating func readOctet() throws(HPACKError) -> UInt8 {
        let octet = try peekOctet()
        position += 1
        return octet
    }

    /// Goes past the next `count` octets.
    @inline(__always)
    mutating func readOctets(_ count: Int) throws(HPACKError) -> UnsafeRawBufferPointer {
        guard count <= block.count - position else { throw Self.truncated }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: block[position..<position + count])
    }

    private static var truncated: HPACKError {
        HPACKError(code: .truncated, message: "a header block ends inside a field")
    }
}
