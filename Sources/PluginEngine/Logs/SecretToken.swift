/// Tokens that say by their beginning what they are.
enum SecretToken {
    /// How many bytes a token has at least, its beginning among them.
    private static let minimumBytes = 20
    private static let beginnings = [
        "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "npm_", "pypi-", "xoxb-", "xoxp-", "xoxa-",
        "xapp-", "sk-", "sk_live_", "rk_live_", "dop_v1_", "hvs.", "AIza", "ya29.",
    ].map { Array($0.utf8) }
    private static let accessKeys = ["AKIA", "ASIA"].map { Array($0.utf8) }
    private static let accessKeyBytes = 20
    /// How long the header and the payload of a JSON web token are at least, in bytes.
    private static let segmentBytes = 10

    /// Where a token begins in a word of letters, digits, `_`, `-` and `.`; nil when none does.
    static func start(in word: ArraySlice<UInt8>) -> Int? {
        // Found once for many beginnings.
        var dot = word.startIndex
        for start in word.indices where start == word.startIndex || !word[start - 1].isAlphanumeric {
            let rest = word[start...]
            if isAccessKey(rest) { return start }
            if rest.count >= minimumBytes, beginnings.contains(where: { rest.starts(with: $0) }) { return start }
            if rest.starts(with: "eyJ".utf8) {
                while dot < word.endIndex, dot < start || word[dot] != UInt8(ascii: ".") { dot += 1 }
                let payload = word[min(dot + 1, word.endIndex)...].prefix(segmentBytes)
                if dot - start >= segmentBytes, payload.count == segmentBytes, !payload.contains(UInt8(ascii: ".")) {
                    return start
                }
            }
        }
        return nil
    }

    private static func isAccessKey(_ word: ArraySlice<UInt8>) -> Bool {
        guard word.count >= accessKeyBytes, accessKeys.contains(where: { word.starts(with: $0) }) else { return false }
        let key = word.prefix(accessKeyBytes)
        guard key.allSatisfy({ $0.isAlphanumeric && !$0.isSmallLetter }) else { return false }
        return word.count == key.count || !word[key.endIndex].isAlphanumeric
    }
}
