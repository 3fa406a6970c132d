import Crypto
import Testing

@testable import PluginHost

/// The functions that swift-crypto does not have, and the core that they share with those it has.
@Suite(.timeLimit(.minutes(5))) struct SHA2Tests {
    private static let oneBlock = "abc"
    /// 448 bits: the length does not fit into the block of SHA-224 any more.
    private static let twoShortBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"
    /// 896 bits: the same for the others.
    private static let twoBlocks =
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmno"
        + "ijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"

    /// The examples of FIPS 180-4, and the empty message.
    @Test(
        arguments: [
            (.sha224, "", "d14a028c2a3a2bc9476102bb288234c415a2b01f828ea62ac5b3e42f"),
            (.sha224, oneBlock, "23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7"),
            (.sha224, twoShortBlocks, "75388b16512776cc5dba5da1fd890150b0c6455cb4f58b1952522525"),
            (.sha224, twoBlocks, "c97ca9a559850ce97a04a96def6d99a9e0e0e2ab14e6b8df265fc0b3"),
            (.sha512Of224, "", "6ed0dd02806fa89e25de060c19d3ac86cabb87d6a0ddd05c333b84f4"),
            (.sha512Of224, oneBlock, "4634270f707b6a54daae7530460842e20e37ed265ceee9a43e8924aa"),
            (.sha512Of224, twoBlocks, "23fec5bb94d60b23308192640b0c453335d664734fe40e7268674af9"),
            (.sha512Of256, "", "c672b8d1ef56ed28ab87c3622c5114069bdd3ad7b8f9737498d0c01ecef0967a"),
            (.sha512Of256, oneBlock, "53048e2681941ef99b2e29b76b4c7dabe4c2d0c634fc6d46e0e2f13107e7af23"),
            (.sha512Of256, twoBlocks, "3928e184fb8690f840da3988121d31be65cb9d3ef83ee6146feac861e19b563a"),
        ] as [(PluginChecksum.Algorithm, String, String)]
    )
    func examplesOfTheStandard(algorithm: PluginChecksum.Algorithm, message: String, result: String) {
        #expect(hash(algorithm.makeHash(), Array(message.utf8)) == PluginChecksum(hexadecimal: result)?.bytes)
    }

    @Test(
        arguments: [
            (.sha224, "20794655980c91d8bbb4c1ea97618a4bf03f42581948b2ee4ee7ad67"),
            (.sha512Of224, "37ab331d76f0d36de422bd0edeb22a28accd487b7a8453ae965dd287"),
            (.sha512Of256, "9a59a052930187a97038cae692f30708aa6491923ef5194394dc68d56c74fb21"),
        ] as [(PluginChecksum.Algorithm, String)]
    )
    func millionTimesTheLetterA(algorithm: PluginChecksum.Algorithm, result: String) {
        let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
        #expect(hash(algorithm.makeHash(), message) == PluginChecksum(hexadecimal: result)?.bytes)
    }

    /// With what SHA-256 and SHA-512 begin with, the core must be these.
    @Test func sameAsTheLibraryOnAnyMessageInAnyPieces() {
        var random = Numbers(state: 0x9e37_79b9_7f4a_7c15)
        // Every length around the edges of one, two and three blocks, and some others.
        let lengths = Array(0...400) + (0..<100).map { _ in Int.random(in: 401...5000, using: &random) }
        for length in lengths {
            let message = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let step = Int.random(in: 1...max(1, length), using: &random)
            let short = SHA2<UInt32>(initial: Self.sha512.map { UInt32($0 >> 32) }, length: 32)
            #expect(hash(short, message, step: step) == Array(SHA256.hash(data: message)), "\(length) by \(step)")
            let long = SHA2<UInt64>(initial: Self.sha512, length: 64)
            #expect(hash(long, message, step: step) == Array(SHA512.hash(data: message)), "\(length) by \(step)")
        }
    }

    /// What the two of 512 bits begin with is made by SHA-512 itself (FIPS 180-4, 5.3.6).
    @Test(arguments: [("SHA-512/224", SHA2Constants.sha512Of224), ("SHA-512/256", SHA2Constants.sha512Of256)])
    func beginningsAreThoseOfTheStandard(name: String, words: [UInt64]) {
        let mixed = Self.sha512.map { $0 ^ 0xa5a5_a5a5_a5a5_a5a5 }
        let bytes = hash(SHA2<UInt64>(initial: mixed, length: 64), Array(name.utf8))
        #expect(bytes == words.flatMap { word in withUnsafeBytes(of: word.bigEndian) { Array($0) } })
    }

    @Test(arguments: PluginChecksum.Algorithm.allCases)
    func resultHasTheLengthThatIsSaid(algorithm: PluginChecksum.Algorithm) {
        #expect(hash(algorithm.makeHash(), []).count == algorithm.length)
    }

    private static let sha512: [UInt64] = [
        0x6a09_e667_f3bc_c908, 0xbb67_ae85_84ca_a73b, 0x3c6e_f372_fe94_f82b, 0xa54f_f53a_5f1d_36f1,
        0x510e_527f_ade6_82d1, 0x9b05_688c_2b3e_6c1f, 0x1f83_d9ab_fb41_bd6b, 0x5be0_cd19_137e_2179,
    ]

    private func hash(_ hash: some StreamingHash, _ message: [UInt8], step: Int = .max) -> [UInt8] {
        var hash = hash
        var start = 0
        while start < message.count {
            let end = start + min(step, message.count - start)
            message[start..<end].withUnsafeBytes { hash.update($0) }
            start = end
        }
        return hash.finalize()
    }

    /// The same numbers in each run.
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return state
        }
    }
}
