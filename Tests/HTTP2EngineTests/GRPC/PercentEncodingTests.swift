import HTTP2Engine
import Testing

@Suite struct PercentEncodingTests {
    /// What the call "special status message" of the gRPC interoperability tests sends.
    private static let interop = (
        "\t\ntest with whitespace\r\nand Unicode BMP \u{263a} and non-BMP \u{1f608}\t\n",
        "%09%0Atest with whitespace%0D%0Aand Unicode BMP %E2%98%BA and non-BMP %F0%9F%98%88%09%0A"
    )

    @Test(
        arguments: [
            ("", ""), ("plain", "plain"), ("a b", "a b"), ("~!\"#$&'()*+,-./:;<=>?@[\\]^_`{|}", nil),
            ("%", "%25"), ("100%", "100%25"), ("%41", "%2541"), ("\u{0}", "%00"), ("\u{1f}", "%1F"), ("\u{7f}", "%7F"),
            ("\u{e9}", "%C3%A9"), ("\u{1f469}\u{200d}\u{1f680}", "%F0%9F%91%A9%E2%80%8D%F0%9F%9A%80"),
            (" ", "%20"), ("  ", "%20%20"), (" a", "%20a"), ("a ", "a%20"), ("  a  ", "%20 a %20"), ("\t a", "%09 a"),
            interop,
        ] as [(String, String?)]
    )
    func encodesAndDecodes(message: String, value: String?) {
        let value = value ?? message
        #expect(PercentEncoding.encode(message) == value)
        #expect(PercentEncoding.decode(value) == message)
    }

    @Test(
        arguments: [
            ("%e2%98%ba", "\u{263a}"), ("%E2%98%Ba", "\u{263a}"), ("%20x%20", " x "), ("%61%62c", "abc"),
            // Not an escape: stays as it is, and what follows is read again.
            ("%", "%"), ("%%", "%%"), ("%2", "%2"), ("a%", "a%"), ("a%4", "a%4"), ("%zz", "%zz"), ("%4g", "%4g"),
            ("%g4", "%g4"), ("%%41", "%A"), ("%4%41", "%4A"), ("%2541", "%41"), ("% 41", "% 41"), ("%+1", "%+1"),
            ("%\u{e9}", "%\u{e9}"), ("%4\u{e9}", "%4\u{e9}"),
            // Not UTF-8: repaired.
            ("%FF", "\u{fffd}"), ("a%C3", "a\u{fffd}"), ("%C3%28", "\u{fffd}("), ("%00", "\u{0}"),
            // Bytes that should have been encoded pass.
            ("\u{263a}", "\u{263a}"), ("\u{263a}%21", "\u{263a}!"),
        ] as [(String, String)]
    )
    func decodesWhatPeersSend(value: String, message: String) {
        #expect(PercentEncoding.decode(value) == message)
    }

    @Test func everyTextSurvivesAndIsAFieldValue() {
        var random = GRPCSeededRandom(seed: 1)
        for _ in 0..<2_000 {
            let message = String(
                decoding: random.bytes(Int.random(in: 0...24, using: &random)),
                as: UTF8.self
            )
            let value = PercentEncoding.encode(message)
            #expect(value.utf8.allSatisfy { $0 >= 0x20 && $0 <= 0x7e })
            #expect(value.utf8.first != 0x20 && value.utf8.last != 0x20)
            #expect(PercentEncoding.decode(value) == message)
        }
    }

    @Test func everyPairAfterAPercentSignIsReadOrKept() {
        for high in UInt8(0x20)...0x7e {
            for low in UInt8(0x20)...0x7e {
                let pair = String(decoding: [high, low], as: UTF8.self)
                let expected: String
                if let byte = UInt8(pair, radix: 16), high != UInt8(ascii: "+"), high != UInt8(ascii: "-") {
                    expected = String(decoding: [byte], as: UTF8.self)
                } else {
                    expected = "%" + pair
                }
                #expect(PercentEncoding.decode("%" + pair) == expected)
            }
        }
    }
}
