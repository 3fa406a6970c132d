/// The kinds of bytes that tell where secrets begin and end.
extension UInt8 {
    var isSmallLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }

    var isLetter: Bool { (self | 0x20).isSmallLetter }

    var isAlphanumeric: Bool { isLetter || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Part of a name, or of a token without padding.
    var isWord: Bool {
        isAlphanumeric || self == UInt8(ascii: "_") || self == UInt8(ascii: "-") || self == UInt8(ascii: ".")
    }

    /// Part of what follows `Bearer`.
    var isCredential: Bool {
        switch self {
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "~"): true
        default: isWord
        }
    }

    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    var isLineEnd: Bool { self == UInt8(ascii: "\n") || self == UInt8(ascii: "\r") }

    var isQuote: Bool { self == UInt8(ascii: "\"") || self == UInt8(ascii: "'") || self == UInt8(ascii: "`") }

    /// Part of a value without quotes. A comma may belong to a password, so it does.
    var isValue: Bool { self > 32 && self != 127 && !isQuote && self != UInt8(ascii: "&") }

    /// Part of a URL before its path.
    var isAuthority: Bool {
        switch self {
        case UInt8(ascii: "/"), UInt8(ascii: "?"), UInt8(ascii: "#"), UInt8(ascii: "<"), UInt8(ascii: ">"): false
        default: self > 32 && self != 127 && !isQuote
        }
    }
}

extension ArraySlice<UInt8> {
    func hasSuffix(_ suffix: [UInt8], ignoringCase: Bool = false) -> Bool {
        guard count >= suffix.count else { return false }
        return zip(self.suffix(suffix.count), suffix).allSatisfy { $0 == $1 || (ignoringCase && $0 | 0x20 == $1) }
    }

    /// Whether this is the text, whose letters are small, in whatever case.
    func isText(_ text: [UInt8]) -> Bool { count == text.count && hasSuffix(text, ignoringCase: true) }

    func isText(_ text: String) -> Bool { isText(Array(text.utf8)) }
}
