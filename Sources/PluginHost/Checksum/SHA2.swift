/// The functions of the SHA-2 family (FIPS 180-4) that swift-crypto does not have: SHA-224, SHA-512/224 and SHA-512/256.
///
/// They differ from SHA-256 and SHA-512 in the values they begin with, and in how much of the result is kept. It is for
/// comparing files, where nothing is secret: no care is taken of how long anything takes.
struct SHA2<Word: SHA2Word>: StreamingHash {
    /// How many bytes are taken in at a time: sixteen words.
    private static var blockSize: Int { 16 * MemoryLayout<Word>.size }

    private var state: [Word]
    private let length: Int
    private var block: [UInt8] = []
    private var byteCount: UInt64 = 0
    private var schedule = [Word](repeating: 0, count: Word.constants.count)

    /// - Parameters:
    ///   - initial: eight words.
    ///   - length: how many bytes of the result are kept.
    init(initial: [Word], length: Int) {
        precondition(initial.count == 8 && length <= 8 * MemoryLayout<Word>.size)
        state = initial
        self.length = length
    }

    /// Takes more of the message.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        byteCount += UInt64(bytes.count)
        var rest = bytes[...]
        if !block.isEmpty {
            let part = rest.prefix(Self.blockSize - block.count)
            block.append(contentsOf: part)
            rest = rest.dropFirst(part.count)
            guard block.count == Self.blockSize else { return }
            takeBlock()
        }
        while rest.count >= Self.blockSize {
            compress(UnsafeRawBufferPointer(rebasing: rest.prefix(Self.blockSize)))
            rest = rest.dropFirst(Self.blockSize)
        }
        block.append(contentsOf: rest)
    }

    /// The result for all that was taken.
    consuming func finalize() -> [UInt8] {
        // A bit, zeros, and the number of bits in two words, at the end of a block.
        let bitCount = byteCount << 3
        let lengthSize = 2 * MemoryLayout<Word>.size
        block.append(0x80)
        if block.count > Self.blockSize - lengthSize { padBlock(to: Self.blockSize) }
        padBlock(to: Self.blockSize - 8)
        withUnsafeBytes(of: bitCount.bigEndian) { block.append(contentsOf: $0) }
        takeBlock()
        let bytes = state.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } }
        return Array(bytes.prefix(length))
    }

    private mutating func padBlock(to count: Int) {
        block.append(contentsOf: repeatElement(0, count: count - block.count))
        if count == Self.blockSize { takeBlock() }
    }

    private mutating func takeBlock() {
        let whole = block
        block.removeAll(keepingCapacity: true)
        whole.withUnsafeBytes { compress($0) }
    }

    /// FIPS 180-4, 6.2.2 and 6.4.2; the names are the standard's.
    private mutating func compress(_ bytes: UnsafeRawBufferPointer) {
        for t in 0..<16 {
            let offset = t * MemoryLayout<Word>.size
            schedule[t] = Word(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Word.self))
        }
        for t in 16..<schedule.count {
            let (early, late) = (schedule[t - 15], schedule[t - 2])
            schedule[t] = late.sigma1 &+ schedule[t - 7] &+ early.sigma0 &+ schedule[t - 16]
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for t in 0..<schedule.count {
            let choice = (e & f) ^ (~e & g)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            let t1 = h &+ e.sum1 &+ choice &+ Word.constants[t] &+ schedule[t]
            let t2 = a.sum0 &+ majority
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ t1, c, b, a, t1 &+ t2)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }
}
