/// From octets to Huffman code.
enum HuffmanEncoder {
    /// The number of octets that `octets` take in Huffman code.
    static func count(of octets: UnsafeRawBufferPointer) -> Int {
        let lengths = HuffmanCode.lengths
        var bits = 0
        for octet in octets { bits += Int(lengths[Int(octet)]) }
        return (bits + 7) / 8
    }

    /// Appends `octets` in Huffman code, which takes `count` octets, padded with ones (RFC 7541 section 5.2).
    static func append(_ octets: UnsafeRawBufferPointer, count: Int, to block: inout [UInt8]) {
        block.reserveCapacity(block.count + count)
        let codes = HuffmanCode.codes
        let lengths = HuffmanCode.lengths
        var bits: UInt64 = 0
        var bitCount = 0
        for octet in octets {
            let length = Int(lengths[Int(octet)])
            bits = bits << UInt64(length) | UInt64(codes[Int(octet)])
            bitCount += length
            while bitCount >= 8 {
                bitCount -= 8
                block.append(UInt8(truncatingIfNeeded: bits >> UInt64(bitCount)))
            }
        }
        if bitCount > 0 {
            let padding = 8 - bitCount
            block.append(UInt8(truncatingIfNeeded: bits << UInt64(padding)) | UInt8((1 << padding) - 1))
        }
    }
}
