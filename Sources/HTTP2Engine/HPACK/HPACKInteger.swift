/// Integers with a prefix (RFC 7541 section 5.1).
enum HPACKInteger {
    /// The largest value that is read: settings of HTTP/2 have 32 bits, and nothing in a block is larger.
    static let maximum = Int(UInt32.max)

    /// Appends `value`, not negative, in the low `prefixBits` (1 to 8) of an octet whose other bits are `flags`, and in
    /// as many octets after it as are needed.
    static func append(_ value: Int, prefixBits: Int, flags: UInt8, to block: inout [UInt8]) {
        let prefixMaximum = (1 << prefixBits) - 1
        if value < prefixMaximum {
            block.append(flags | UInt8(truncatingIfNeeded: value))
            return
        }
        block.append(flags | UInt8(truncatingIfNeeded: prefixMaximum))
        var rest = value - prefixMaximum
        while rest >= 0x80 {
            block.append(0x80 | UInt8(truncatingIfNeeded: rest))
            rest >>= 7
        }
        block.append(UInt8(truncatingIfNeeded: rest))
    }
}

extension HPACKReader {
    /// Reads the integer in the low `prefixBits` (1 to 8) of the next octet and the octets after it.
    ///
    /// Throws ``HPACKError/Code-swift.enum/invalidInteger`` for a value above ``HPACKInteger/maximum`` and for a
    /// needless last octet of zero, so that no value takes more than six octets.
    @inline(__always)
    mutating func readInteger(prefixBits: Int) throws(HPACKError) -> Int {
        let prefixMaximum = (1 << prefixBits) - 1
        let value = try Int(readOctet()) & prefixMaximum
        return value < prefixMaximum ? value : try readContinuation(of: value)
    }

    /// Reads the octets after a prefix of only ones, which stand for what the value is above `prefixMaximum`.
    private mutating func readContinuation(of prefixMaximum: Int) throws(HPACKError) -> Int {
        var value = prefixMaximum
        var shift = 0
        while true {
            let octet = try readOctet()
            value += Int(octet & 0x7F) << shift
            if value > HPACKInteger.maximum {
                throw HPACKError(code: .invalidInteger, message: "an integer in a header block is above 2^32 - 1")
            }
            if octet & 0x80 == 0 {
                if octet == 0 && shift > 0 { throw Self.overlong }
                return value
            }
            shift += 7
            if shift > 28 { throw Self.overlong }
        }
    }

    private static var overlong: HPACKError {
        HPACKError(code: .invalidInteger, message: "an integer in a header block has more octets than it needs")
    }
}
