import HTTP2Engine
import Testing

@Suite struct BinaryMetadataTests {
    /// The vectors of RFC 4648 section 10 and the characters beyond letters and digits.
    private static let vectors: [([UInt8], String, String)] = [
        ([], "", ""), (Array("f".utf8), "Zg", "=="), (Array("fo".utf8), "Zm8", "="), (Array("foo".utf8), "Zm9v", ""),
        (Array("foob".utf8), "Zm9vYg", "=="), (Array("fooba".utf8), "Zm9vYmE", "="),
        (Array("foobar".utf8), "Zm9vYmFy", ""), ([0], "AA", "=="), ([0xff], "/w", "=="), ([0xfb, 0xef], "++8", "="),
        ([0xff, 0xff, 0xff], "////", ""), ([0, 0, 0], "AAAA", ""),
    ]

    @Test(arguments: vectors)
    func writesWithoutPaddingAndReadsBoth(bytes: [UInt8], text: String, padding: String) {
        #expect(BinaryMetadata.encode(bytes) == text)
        #expect(BinaryMetadata.decode(text) == bytes)
        #expect(BinaryMetadata.decode(text + padding) == bytes)
        #expect(BinaryMetadata.decode(("x" + text).dropFirst()) == bytes)
    }

    @Test(arguments: [
        "=", "==", "===", "====", "A", "A=", "A==", "A===", "AA=", "AAA==", "AAAA=", "AAAA==", "AAAA====", "AA==AA==",
        "=AAA", "A=AA", "AA=A", " AAA", "AAA ", "AA\nA", "AA-_", "AA,A", "AAA\u{e9}", "AAA\u{0}", "!!!!", "AAAAA",
    ])
    func refusesWhatIsNotBase64(text: String) {
        #expect(BinaryMetadata.decode(text) == nil)
    }

    @Test func ignoresBitsBeyondTheLastByte() {
        #expect(BinaryMetadata.decode("Zh") == [0x66])
        #expect(BinaryMetadata.decode("Zm//") == [0x66, 0x6f, 0xff])
        #expect(BinaryMetadata.decode("Zm/=") == [0x66, 0x6f])
    }

    @Test(
        arguments: [
            ("", [[]]), ("Zg", [[0x66]]), ("Zg,Zg==", [[0x66], [0x66]]),
            ("Zg==, Zm8 \t,\t/w", [[0x66], [0x66, 0x6f], [0xff]]),
            (",", [[], []]), (" , ", [[], []]), ("Zg,", [[0x66], []]), (",Zg", [[], [0x66]]), (" Zg ", [[0x66]]),
        ] as [(String, [[UInt8]])]
    )
    func readsJoinedValues(text: String, values: [[UInt8]]) {
        #expect(BinaryMetadata.decodeAll(text) == values)
        #expect(BinaryMetadata.decodeAll(Substring(text)) == values)
    }

    @Test(arguments: ["A", "Zg,A", "A,Zg", "Zg;Zg", "Zg Zg", "Zg,=", "Zg=,Zg"])
    func refusesJoinedValuesWithABadOne(text: String) {
        #expect(BinaryMetadata.decodeAll(text) == nil)
    }

    @Test func everyByteStringSurvives() {
        var random = GRPCSeededRandom(seed: 3)
        for count in 0...200 {
            let bytes = random.bytes(count)
            let text = BinaryMetadata.encode(bytes)
            #expect(BinaryMetadata.decode(text) == bytes)
            let padded = text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
            #expect(BinaryMetadata.decode(padded) == bytes)
            #expect(BinaryMetadata.decodeAll(text + "," + padded) == [bytes, bytes])
        }
    }

    @Test func everyCharacterIsReadOrRefused() {
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        for byte in UInt8(0)...0x7f {
            let character = String(decoding: [byte], as: UTF8.self)
            let index = Array(alphabet.utf8).firstIndex(of: byte)
            #expect(BinaryMetadata.decode("AA" + character + "A")?.last == index.map { UInt8(($0 & 3) << 6) })
        }
    }

    @Test func whatIsReadIsWrittenTheSame() {
        var random = GRPCSeededRandom(seed: 4)
        let characters = Array("AZaz09+/=, \u{e9}")
        for _ in 0..<5_000 {
            let text = String(
                (0..<Int.random(in: 0...9, using: &random)).map { _ in characters.randomElement(using: &random) ?? "A" }
            )
            guard let bytes = BinaryMetadata.decode(text) else { continue }
            let written = BinaryMetadata.encode(bytes)
            // The last character may differ in the bits that do not count.
            #expect(text.dropLast(text.hasSuffix("==") ? 3 : text.hasSuffix("=") ? 2 : 1) == written.dropLast())
        }
    }
}
