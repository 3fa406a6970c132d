/// What stands before every message: a flag and the length, big-endian (gRPC over HTTP/2, Length-Prefixed-Message).
package struct MessagePrefix: Sendable, Hashable {
    /// The size of a prefix on the wire.
    package static let byteCount = 5

    package var isCompressed: Bool
    /// The size of the message in bytes.
    package var length: UInt32

    package init(isCompressed: Bool, length: UInt32) {
        self.isCompressed = isCompressed
        self.length = length
    }

    /// The prefix as the low 40 bits of a number, the first byte on the wire highest.
    @inline(__always)
    package var bits: UInt64 { (isCompressed ? 1 << 32 : 0) | UInt64(length) }

    /// Reads what `bits` wrote, or gives `nil` for a flag that is neither 0 nor 1.
    @inline(__always)
    package init?(bits: UInt64) {
        guard bits >> 33 == 0 else { return nil }
        isCompressed = bits >> 32 == 1
        length = UInt32(truncatingIfNeeded: bits)
    }
}
