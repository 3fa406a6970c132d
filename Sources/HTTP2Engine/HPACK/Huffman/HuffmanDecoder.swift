/// From Huffman code to octets.
///
/// The codes of everything usual in a header have at most eight bits: one look into a table of 256 entries finds them.
/// A longer code is found by its length: as the code is canonical, it is the first length whose codes reach as far as
/// the bits at hand. That is slower and rare, and bounded by the 17 lengths above eight that the code has.
enum HuffmanDecoder {
    /// The most octets that `octets` can stand for.
    static func maximumCount(of octets: UnsafeRawBufferPointer) -> Int {
        octets.count * 8 / HuffmanCode.minimumLength
    }

    /// Writes what `octets` stand for to `output`, which must hold ``maximumCount(of:)`` octets, and returns their
    /// number.
    ///
    /// Throws ``HPACKError/Code-swift.enum/invalidHuffman`` for a padding of more than seven bits or not only ones, and
    /// for the end-of-string symbol.
    static func decode(
        _ octets: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer
    ) throws(HPACKError) -> Int {
        try shortCodes.withUnsafeBufferPointer { shortCodes throws(HPACKError) in
            var input = HuffmanBits(octets)
            var written = 0
            while true {
                input.fill()
                var code = shortCodes[Int(input.next8)]
                if code.length == 0 { code = try longCode(input) }
                guard code.length <= input.count else { break }
                output[written] = code.octet
                written += 1
                input.skip(code.length)
            }
            try checkPadding(input)
            return written
        }
    }

    /// The code above eight bits that comes next. It is longer than what is left where the string ends inside it.
    private static func longCode(_ input: HuffmanBits) throws(HPACKError) -> Code {
        let top = input.next32
        for row in longCodes where top < row.limit {
            let symbol = HuffmanCode.symbols[row.firstSymbol + Int(top >> (32 - UInt64(row.length)) - row.firstCode)]
            if symbol == HuffmanCode.endOfString && row.length <= input.count {
                throw HPACKError(code: .invalidHuffman, message: "a Huffman string contains the end-of-string symbol")
            }
            return Code(octet: UInt8(truncatingIfNeeded: symbol), length: row.length)
        }
        // Not reached: the last limit is above every number of 32 bits.
        return Code(octet: 0, length: UInt8.max)
    }

    private static func checkPadding(_ input: HuffmanBits) throws(HPACKError) {
        guard input.count < 8 else {
            throw HPACKError(code: .invalidHuffman, message: "the padding of a Huffman string is longer than 7 bits")
        }
        guard input.isAllOnes else {
            throw HPACKError(code: .invalidHuffman, message: "the padding of a Huffman string is not all ones")
        }
    }

    /// A code without its bits: an octet, and the number of bits that stand for it.
    private struct Code {
        var octet: UInt8
        var length: UInt8
    }

    /// The code that each eight bits begin with; length 0 where it is longer.
    private static let shortCodes: [Code] = {
        var table = [Code](repeating: Code(octet: 0, length: 0), count: 256)
        for octet in 0...255 where HuffmanCode.lengths[octet] <= 8 {
            let length = HuffmanCode.lengths[octet]
            let first = Int(HuffmanCode.codes[octet]) << Int(8 - length)
            for index in first..<first + 1 << Int(8 - length) {
                table[index] = Code(octet: UInt8(octet), length: length)
            }
        }
        return table
    }()

    /// The codes of one length above eight.
    private struct CodesOfLength {
        var length: UInt8
        var firstCode: UInt64
        /// Where the first code's symbol is in ``HuffmanCode/symbols``.
        var firstSymbol: Int
        /// What 32 bits that begin with one of the codes, or with a shorter code, are below.
        var limit: UInt64
    }

    private static let longCodes: [CodesOfLength] = {
        var rows: [CodesOfLength] = []
        for (position, symbol) in HuffmanCode.symbols.enumerated() {
            let length = HuffmanCode.lengths[Int(symbol)]
            guard length > 8 else { continue }
            let code = UInt64(HuffmanCode.codes[Int(symbol)])
            if rows.last?.length != length {
                rows.append(CodesOfLength(length: length, firstCode: code, firstSymbol: position, limit: 0))
            }
            rows[rows.count - 1].limit = (code + 1) << (32 - UInt64(length))
        }
        return rows
    }()
}
