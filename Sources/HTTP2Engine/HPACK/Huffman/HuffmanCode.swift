/// The Huffman code of RFC 7541 appendix B.
///
/// The code is canonical: codes of one length are consecutive numbers in the order of their symbols, and shorter codes
/// come first. So the lengths say everything, and they are all that is written down here.
enum HuffmanCode {
    /// The symbol after those for the 256 octets: it ends a string, and must not occur in one (section 5.2).
    static let endOfString = 256
    /// The number of bits of the longest code.
    static let maximumLength = 30
    /// The number of bits of the shortest code.
    static let minimumLength = 5

    /// The number of bits of each symbol's code.
    static let lengths: [UInt8] = [
        13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28,
        28, 28, 28, 28, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 28,
        6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6,
        5, 5, 5, 6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10,
        13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
        7, 7, 7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6,
        15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5,
        6, 7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28,
        20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23, 23, 23, 24, 23,
        24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24,
        22, 21, 20, 22, 22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23,
        21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22, 23, 22, 22, 23,
        26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25,
        19, 21, 26, 27, 27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27,
        20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25, 24, 24, 26, 23,
        26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26,
        30,
    ]

    /// The symbols in the order of their codes.
    static let symbols: [UInt16] = {
        var symbols: [UInt16] = []
        symbols.reserveCapacity(lengths.count)
        for length in minimumLength...maximumLength {
            for symbol in lengths.indices where lengths[symbol] == length { symbols.append(UInt16(symbol)) }
        }
        return symbols
    }()

    /// Each symbol's code, in the low bits.
    static let codes: [UInt32] = {
        var codes = [UInt32](repeating: 0, count: lengths.count)
        var code: UInt32 = 0
        var length: UInt8 = 0
        for symbol in symbols {
            code <<= UInt32(lengths[Int(symbol)] - length)
            length = lengths[Int(symbol)]
            codes[Int(symbol)] = code
            code += 1
        }
        return codes
    }()
}
