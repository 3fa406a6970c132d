extension LoadAverage {
    /// `/proc/loadavg`, as in `0.52 0.58 0.59 2/1134 12345`: also how many threads run, and how many there are.
    static func parse(_ text: TextCursor) -> (load: LoadAverage, running: UInt32, threads: UInt32)? {
        var text = text
        guard let one = text.decimal(), let five = text.decimal(), let fifteen = text.decimal(),
            var counts = text.word().map({ TextCursor(Array($0)) }),
            let running = counts.text(before: UInt8(ascii: "/")).flatMap(TextCursor.number(of:)),
            let threads = counts.number()
        else { return nil }
        return (
            LoadAverage(one: one, five: five, fifteen: fifteen), UInt32(clamping: running), UInt32(clamping: threads)
        )
    }
}

extension TextCursor {
    /// The next word as a number with or without a decimal point, such as `0.52`.
    fileprivate mutating func decimal() -> Double? {
        guard let word = word(), word.allSatisfy({ $0 == UInt8(ascii: ".") || (48...57).contains($0) }) else {
            return nil
        }
        return Double(String(decoding: word, as: UTF8.self))
    }
}
