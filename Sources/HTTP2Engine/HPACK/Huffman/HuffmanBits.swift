/// The bits of a string in Huffman code, at some position.
struct HuffmanBits {
    private let octets: UnsafeRawBufferPointer
    /// The octet after those in `bits`.
    private var position = 0
    /// The next bits from the highest down, and zeros below them.
    private var bits: UInt64 = 0
    /// The number of bits at hand: at least as many as the longest code has after ``fill()``, unless the string ends.
    private(set) var count = 0

    init(_ octets: UnsafeRawBufferPointer) {
        self.octets = octets
    }

    /// The next eight bits, and zeros where the string has ended.
    var next8: UInt64 { bits >> 56 }

    /// The next 32 bits, and zeros where the string has ended.
    var next32: UInt64 { bits >> 32 }

    /// Whether all the bits at hand are ones.
    var isAllOnes: Bool { bits == ~(UInt64.max >> UInt64(count)) }

    /// Makes 32 bits available, or all that are left.
    @inline(__always)
    mutating func fill() {
        guard count < 32 else { return }
        if octets.count - position >= 4 {
            let word = UInt32(bigEndian: octets.loadUnaligned(fromByteOffset: position, as: UInt32.self))
            bits |= UInt64(word) &<< UInt64(32 - count)
            count += 32
            position += 4
        } else {
            while position < octets.count {
                bits |= UInt64(octets[position]) &<< UInt64(56 - count)
                count += 8
                position += 1
            }
        }
    }

    /// Goes past `length` bits that are at hand.
    @inline(__always)
    mutating func skip(_ length: UInt8) {
        bits &<<= UInt64(length)
        count -= Int(length)
    }
}
