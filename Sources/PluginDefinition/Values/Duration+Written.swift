extension Duration {
    /// Reads a duration written as a whole number with its unit: `500ms`, `15s`, `2m`, `1h`.
    ///
    /// Nil without a unit, with a fraction, a sign, a leading zero, or with more than nine digits; zero is `0s`.
    public init?(written text: String) {
        let digits = text.utf8.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard (1...9).contains(digits.count), digits.count == 1 || digits.first != UInt8(ascii: "0"),
            let number = Int64(Substring(digits))
        else { return nil }
        switch Substring(text.utf8.dropFirst(digits.count)) {
        case "ms": self = .milliseconds(number)
        case "s": self = .seconds(number)
        case "m": self = .seconds(number * 60)
        case "h": self = .seconds(number * 3600)
        default: return nil
        }
    }

    /// The shortest text that reads back as this duration; what is below a millisecond is cut off.
    public var written: String {
        let milliseconds = components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
        if milliseconds % 1000 != 0 { return "\(milliseconds)ms" }
        let seconds = milliseconds / 1000
        if seconds != 0, seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        if seconds != 0, seconds % 60 == 0 { return "\(seconds / 60)m" }
        return "\(seconds)s"
    }
}
