import Testing

@testable import PluginProtocol

@Suite("Handshake line: random input")
struct HandshakeFuzzTests {
    private static let words = [
        "|", "||", "1|", "\n", "\r\n", "unix", "tcp", "grpc", "netrpc", "true", "false", "127.0.0.1:80", "[::1]:",
        "=", "\u{0}", "99999999999999999999", "-", "+1", "\u{202e}", FakeCertificate.base64, "/tmp/plugin",
    ]

    /// No message may be longer than its own words and two quoted texts.
    private static let messageLimit = 2_000 + 2 * 10 * SafeText.defaultLimit

    @Test("Portions do not matter, what is read is printed as itself, and messages are short")
    func invariants() throws {
        let corpus = try Corpus.inputs("Handshake")
        try #require(!corpus.isEmpty)
        print("handshake fuzzing: FUZZ_SEED=\(FuzzSettings.seed) FUZZ_ITERATIONS=\(FuzzSettings.iterations)")
        var mutator = Mutator(corpus: corpus, words: Self.words, seed: FuzzSettings.seed)
        var parsed = 0
        for input in corpus { if try check(input, &mutator) { parsed += 1 } }
        for _ in 0..<FuzzSettings.iterations { if try check(mutator.next(), &mutator) { parsed += 1 } }
        #expect(parsed > 0, "no input was a line, so the corpus tests only refusals")
    }

    /// Returns whether any expectation accepted the line.
    private func check(_ input: [UInt8], _ mutator: inout Mutator) throws -> Bool {
        let shown = Comment(rawValue: SafeText.escaping(input, limit: 4_096))
        let whole = read([input[...]])
        let pieces = read(mutator.portions(of: input))
        try #require(whole == pieces, shown)

        guard case .success(let line) = whole else { return false }
        try #require(line.count <= HandshakeLineReader.defaultLimit, shown)
        var isAccepted = false
        for certificate in [CertificateExpectation.required, .optional, .none] {
            for multiplexing in [true, false] {
                let expectation = HandshakeExpectation(
                    appProtocols: [1, 5, 6, -1],
                    certificate: certificate,
                    multiplexing: multiplexing
                )
                do {
                    let value = try HandshakeLine(parsing: line, expecting: expectation)
                    isAccepted = true
                    let again = try HandshakeLine(parsing: value.text.utf8, expecting: expectation)
                    try #require(again == value, shown)
                } catch let error as PluginProtocolError {
                    try #require(error.message.utf8.count <= Self.messageLimit, shown)
                    let isPrintable = error.message.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 }
                    try #require(isPrintable, shown)
                }
            }
        }
        return isAccepted
    }

    private func read(_ portions: [ArraySlice<UInt8>]) -> Result<[UInt8], PluginProtocolError> {
        var reader = HandshakeLineReader()
        do throws(PluginProtocolError) {
            for portion in portions {
                if let line = try reader.append(portion) { return .success(line) }
            }
            return .success(reader.finish() ?? [])
        } catch {
            return .failure(error)
        }
    }
}
