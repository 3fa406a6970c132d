import Testing

@testable import PluginEngine

/// What is taken out of log texts, and what is not.
@Suite struct RedactionTests {
    static let table: [(String, String)] = [
        ("nothing to hide, path=/tmp/a level=info", "nothing to hide, path=/tmp/a level=info"),
        ("password=hunter2 user=me", "password=[redacted] user=me"),
        ("DB_PASSWORD: hunter2", "DB_PASSWORD: [redacted]"),
        (#"{"apiKey":"a\"b","x":1}"#, #"{"apiKey":"[redacted]","x":1}"#),
        (#"{\"token\":\"abc\",\"x\":1}"#, #"{\"token\":\"[redacted]\",\"x\":1}"#),
        ("secret='a b c' next", "secret='[redacted]' next"),
        ("token => abc", "token => [redacted]"),
        ("--password hunter2 --verbose", "--password [redacted] --verbose"),
        ("--password --verbose", "--password --verbose"),
        ("the password was wrong", "the password was wrong"),
        ("a=1&token=abc&b=2", "a=1&token=[redacted]&b=2"),
        ("Authorization: Digest username=x, response=y\nnext", "Authorization: [redacted]\nnext"),
        (#"curl -H "Authorization: Basic dTpw" x"#, #"curl -H "Authorization: [redacted]" x"#),
        ("token: Bearer abcdef more", "token: Bearer [redacted] more"),
        ("got bearer abc123DEF456 now", "got bearer [redacted] now"),
        ("bearer authentication failed", "bearer authentication failed"),
        ("key AKIAIOSFODNN7EXAMPLE.", "key [redacted]"),
        ("AKIAIOSFODNN7EXAMPLES", "AKIAIOSFODNN7EXAMPLES"),
        ("aws_secret_access_key = wJalrXUtnFEMI/K7MDENG+bPx", "aws_secret_access_key = [redacted]"),
        ("jwt eyJhbGciOiJI.eyJzdWIiOiIx.c2ln end", "jwt [redacted] end"),
        ("eyJ.not.one", "eyJ.not.one"),
        ("push ghp_0123456789abcdefghij ok", "push [redacted] ok"),
        ("postgres://me:pa@ss@db:5432/x", "postgres://[redacted]@db:5432/x"),
        ("https://host/@scope/pkg?a@b", "https://host/@scope/pkg?a@b"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY-----\nok", "[redacted]\nok"),
        ("private_key: -----BEGIN PRIVATE KEY-----\nMII", "private_key: [redacted]"),
        ("-----BEGIN CERTIFICATE-----\nMII", "-----BEGIN CERTIFICATE-----\nMII"),
        ("password=", "password="),
        (#"password=""#, #"password=""#),
    ]

    @Test(arguments: table)
    func takesOutWhatLooksLikeASecret(text: String, expected: String) {
        #expect(Redaction().redact(text) == expected)
    }

    @Test(arguments: table)
    func changesNothingTheSecondTime(_: String, text: String) {
        #expect(Redaction().redact(text) == text)
    }

    @Test func takesOutKnownValuesWhereverTheyAre() {
        let redaction = Redaction(secrets: ["s3cr3t", "3cr3tive", "abc", "line one is long\nx\nline two is long"])
        #expect(redaction.redact("as3cr3tb s3cr3tive abc") == "a[redacted]b [redacted] abc")
        #expect(redaction.redact("1: line two is long") == "1: [redacted]")
    }

    @Test func takesOutTheBeginningOfAKnownValueWhereTheTextIsCut() {
        let redaction = Redaction(secrets: ["0123456789"])
        #expect(redaction.redact("x 01234", isCut: true) == "x [redacted]")
        #expect(redaction.redact("x 01234", isCut: false) == "x 01234")
    }

    @Test func leavesNothingOfAFieldWhoseNameSaysThatItIsSecret() {
        #expect(Redaction().redact("plain", name: "Client-Secret") == "[redacted]")
        #expect(Redaction().redact("plain", name: "secretary") == "plain")
    }

    /// Against a search that tries every value at every place.
    @Test func findsEveryKnownValueInRandomText() {
        var random = SystemRandomNumberGenerator()
        func text(_ length: Int) -> String {
            String((0..<length).map { _ in "ab".randomElement(using: &random) ?? "a" })
        }
        for _ in 0..<500 {
            let values = (0..<5).map { _ in text(Int.random(in: 4...7, using: &random)) }
            let input = Array(text(60).utf8)
            var covered = [Bool](repeating: false, count: input.count)
            for value in values.map({ Array($0.utf8) }) {
                for start in 0...(input.count - value.count) where input[start...].starts(with: value) {
                    for index in start..<start + value.count { covered[index] = true }
                }
            }
            var found = [Bool](repeating: false, count: input.count)
            for range in SecretValues(values).ranges(in: input, isCut: false) {
                for index in range { found[index] = true }
            }
            #expect(found == covered)
        }
    }

    @Test func takesAnyTextAndIsDoneAfterOnePass() {
        let pieces = [
            "password", "=", ":", "\"", "\\", "'", "-----BEGIN", " PRIVATE KEY", "-----END", "://", "@", "eyJ", ".",
            "Bearer ", "AKIA", "\n", " ", "x", "é", "--token", "[redacted]", "ghp_", "&",
        ]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<20_000 {
            let text = (0..<12).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
            let once = Redaction().redact(text)
            #expect(once.utf8.count <= text.utf8.count + 12 * Redaction.mark.utf8.count)
        }
    }

    @Test(
        .timeLimit(.minutes(10)),
        arguments: ["eyJ-", "password ", "://", "-----BEGIN PRIVATE KEY", "a", "\\", "password=\\", "ghp_", "-----END"]
    )
    func takesTimeThatGrowsWithTheTextAlone(piece: String) {
        let text = String(repeating: piece, count: 200_000 / piece.utf8.count)
        _ = Redaction(secrets: [String(repeating: "a", count: 4_000) + "b"]).redact(text)
    }
}
