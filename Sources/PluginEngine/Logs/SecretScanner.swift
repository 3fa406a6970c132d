/// Finds what looks like a secret by its form, in one pass over the bytes.
///
/// It never looks back, and what it looks at ahead of its place is either limited or taken with it.
struct SecretScanner {
    private static let mark = Array(Redaction.mark.utf8)
    private static let begin = Array("-----BEGIN".utf8)
    private static let end = Array("-----END".utf8)
    private static let privateKey = Array("PRIVATE KEY".utf8)
    /// How long the label of a block such as `-----BEGIN RSA PRIVATE KEY-----` may be, in bytes.
    private static let labelBytes = 64
    private static let schemes = ["bearer", "basic", "digest", "token", "negotiate", "apikey"].map { Array($0.utf8) }
    /// Values of these go on to the end of their line.
    private static let wholeLines = ["authorization", "cookie", "connectionstring"].map { Array($0.utf8) }

    private let bytes: [UInt8]
    private var position = 0
    private var found: [Range<Int>] = []

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Where the secrets are, in order, without overlaps.
    mutating func ranges() -> [Range<Int>] {
        while position < bytes.count {
            if bytes[position].isWord {
                readWord()
            } else if holds("://", at: position) {
                readAuthority()
            } else {
                position += 1
            }
        }
        return found
    }

    private mutating func readWord() {
        let start = position
        position = end(from: start) { $0.isWord }
        let word = bytes[start..<position]
        if word.hasSuffix(Self.begin), isPrivateKey(at: position) {
            readKeyBlock(from: position - Self.begin.count)
        } else if let token = SecretToken.start(in: word) {
            take(token..<position)
        } else if word.isText("bearer") {
            readBearer()
        } else if SecretName.isSecret(word) {
            readAssignment(to: word)
        }
    }

    /// A block goes to the end of its end line, or to the end of the text.
    private mutating func readKeyBlock(from start: Int) {
        while position < bytes.count {
            guard bytes[position] == UInt8(ascii: "-"), holds(Self.end, at: position) else {
                position += 1
                continue
            }
            position += Self.end.count
            let limit = min(position + Self.labelBytes, bytes.count)
            while position < limit, bytes[position] != UInt8(ascii: "-") { position += 1 }
            position = end(from: position) { $0 == UInt8(ascii: "-") }
            break
        }
        take(start..<position)
    }

    private func isPrivateKey(at start: Int) -> Bool {
        let label = bytes[start..<min(start + Self.labelBytes, bytes.count)].prefix { $0 != UInt8(ascii: "-") }
        return label.indices.contains { label[$0...].starts(with: Self.privateKey) }
    }

    /// `Bearer xyz`, where xyz is no word of a sentence.
    private mutating func readBearer() {
        let start = end(from: position) { $0.isBlank }
        let end = end(from: start) { $0.isCredential }
        let isPlain = bytes[start..<end].allSatisfy { $0.isLetter }
        if start > position, end - start >= (isPlain ? 16 : 8) { take(start..<end) }
    }

    /// `name=value`, `name: value`, `"name": "value"`, `--name value`, quoted or not, escaped or not.
    private mutating func readAssignment(to name: ArraySlice<UInt8>) {
        var place = end(from: position) { $0 == UInt8(ascii: "\\") }
        if place < bytes.count, bytes[place].isQuote { place += 1 } else { place = position }
        let afterName = place
        place = end(from: place) { $0.isBlank }
        if place < bytes.count, bytes[place] == UInt8(ascii: "=") || bytes[place] == UInt8(ascii: ":") {
            place += 1
            if place < bytes.count, bytes[place] == UInt8(ascii: "=") || bytes[place] == UInt8(ascii: ">") {
                place += 1
            }
            place = end(from: place) { $0.isBlank }
        } else if !name.starts(with: "--".utf8) || place == afterName || holds("-", at: place) {
            return
        }
        readValue(at: place, of: name)
    }

    private mutating func readValue(at start: Int, of name: ArraySlice<UInt8>) {
        let quote = end(from: start) { $0 == UInt8(ascii: "\\") }
        if quote < bytes.count, bytes[quote].isQuote {
            readQuoted(from: quote + 1, by: bytes[quote], escapes: quote - start)
        } else if holds(Self.begin, at: start) {
            // Read as a block, which may have several lines.
            position = start
        } else if Self.wholeLines.contains(where: { name.hasSuffix($0, ignoringCase: true) }) {
            take(start..<end(from: start) { !$0.isQuote && !$0.isLineEnd })
        } else {
            var start = start
            var end = end(from: start) { $0.isValue }
            if Self.schemes.contains(where: { bytes[start..<end].isText($0) }), holds(" ", at: end) {
                start = self.end(from: end) { $0.isBlank }
                end = self.end(from: start) { $0.isValue }
            }
            take(start..<end)
        }
    }

    /// What is between quotes; `escapes` backslashes stand before each of them.
    private mutating func readQuoted(from start: Int, by quote: UInt8, escapes: Int) {
        var place = start
        var run = 0
        while place < bytes.count {
            let byte = bytes[place]
            if byte == quote, escapes == 0 ? run.isMultiple(of: 2) : run <= escapes { break }
            run = byte == UInt8(ascii: "\\") ? run + 1 : 0
            place += 1
        }
        take(start..<(place < bytes.count ? max(place - escapes, start) : place))
    }

    /// `scheme://user:password@host`
    private mutating func readAuthority() {
        let start = position + 3
        let end = end(from: start) { $0.isAuthority }
        if let at = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) {
            take(start..<at)
        } else {
            position = start
        }
    }

    /// Marks a range, unless a mark is all that it holds, and goes on behind it.
    private mutating func take(_ range: Range<Int>) {
        position = range.upperBound
        if !range.isEmpty, !bytes[range].elementsEqual(Self.mark) { found.append(range) }
    }

    private func end(from start: Int, while belongs: (UInt8) -> Bool) -> Int {
        var end = start
        while end < bytes.count, belongs(bytes[end]) { end += 1 }
        return end
    }

    private func holds(_ text: String, at start: Int) -> Bool { bytes[start...].starts(with: text.utf8) }
    private func holds(_ text: [UInt8], at start: Int) -> Bool { bytes[start...].starts(with: text) }
}
