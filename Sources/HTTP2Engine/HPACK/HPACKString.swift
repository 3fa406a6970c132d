/// String literals (RFC 7541 section 5.2).
enum HPACKString {
    /// The bit that says that a string is in Huffman code.
    static let huffmanFlag: UInt8 = 0x80

    /// Appends `octets`, in Huffman code when that is shorter.
    static func append(_ octets: UnsafeRawBufferPointer, to block: inout [UInt8]) {
        let huffmanCount = HuffmanEncoder.count(of: octets)
        if huffmanCount < octets.count {
            HPACKInteger.append(huffmanCount, prefixBits: 7, flags: huffmanFlag, to: &block)
            HuffmanEncoder.append(octets, count: huffmanCount, to: &block)
        } else {
            HPACKInteger.append(octets.count, prefixBits: 7, flags: 0, to: &block)
            block.append(contentsOf: octets)
        }
    }
}

/// A string as a block held it: its text, and the number of octets that the text was made of, which is what sizes are
/// counted in. They differ where octets that are not UTF-8 were replaced.
struct DecodedString {
    var text: String
    var count: Int
}

extension HPACKReader {
    /// Reads a string literal. With `keepingText` false the literal is checked and counted, and the text is empty.
    mutating func readString(keepingText: Bool) throws(HPACKError) -> DecodedString {
        let isHuffman = try peekOctet() & HPACKString.huffmanFlag != 0
        let octets = try readOctets(readInteger(prefixBits: 7))
        guard isHuffman else {
            return DecodedString(text: keepingText ? String(decoding: octets, as: UTF8.self) : "", count: octets.count)
        }
        let capacity = HuffmanDecoder.maximumCount(of: octets)
        return try withUnsafeTemporaryAllocation(byteCount: capacity, alignment: 1) { buffer throws(HPACKError) in
            let count = try HuffmanDecoder.decode(octets, into: buffer)
            let decoded = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            return DecodedString(text: keepingText ? String(decoding: decoded, as: UTF8.self) : "", count: count)
        }
    }
}
