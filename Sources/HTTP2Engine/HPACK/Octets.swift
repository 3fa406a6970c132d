/// What this codec needs of `memcmp` and a hash function, without a C library.
enum Octets {
    /// Whether two stretches of memory hold the same octets.
    static func areEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        let count = left.count
        guard count == right.count else { return false }
        var offset = 0
        while count - offset >= 8 {
            let one = left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let other = right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            if one != other { return false }
            offset += 8
        }
        while offset < count {
            if left[offset] != right[offset] { return false }
            offset += 1
        }
        return true
    }

    /// A number that differs for most different octets. A peer can find collisions: use it only to save comparisons,
    /// and where the number of candidates has a bound.
    static func hash(_ octets: UnsafeRawBufferPointer) -> UInt64 {
        var hash = UInt64(truncatingIfNeeded: octets.count) &* multiplier
        var offset = 0
        while octets.count - offset >= 8 {
            mix(octets.loadUnaligned(fromByteOffset: offset, as: UInt64.self), into: &hash)
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < octets.count {
            rest = rest << 8 | UInt64(octets[offset])
            offset += 1
        }
        mix(rest, into: &hash)
        return hash
    }

    /// 2^64 divided by the golden ratio: odd, and without a pattern in its bits.
    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    private static func mix(_ word: UInt64, into hash: inout UInt64) {
        let product = (hash ^ word).multipliedFullWidth(by: multiplier)
        hash = product.high ^ product.low
    }
}
