/// Reads `2026-05-04T10:20:30.123+02:00`.
struct TimestampReader {
    private var rest: Substring.UTF8View

    init(_ text: String) {
        rest = Substring(text).utf8
    }

    mutating func moment() -> Int64? {
        guard
            let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let dayOfMonth = number(digits: 2), take("T", "t", " "),
            let hour = number(digits: 2), hour < 24, take(":"), let minute = number(digits: 2), minute < 60, take(":"),
            let second = number(digits: 2), second <= 60,
            let fraction = fraction(), let offset = offset(), rest.isEmpty,
            let day = Timestamp.day(year: year, month: month, day: dayOfMonth)
        else { return nil }
        let seconds = day * 86_400 + hour * 3600 + minute * 60 + second - offset * 60
        return seconds * 1000 + (second == 60 ? 0 : fraction)
    }

    private mutating func take(_ choices: Character...) -> Bool {
        guard let byte = rest.first, choices.contains(Character(Unicode.Scalar(byte))) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private mutating func digit() -> Int64? {
        guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
        rest = rest.dropFirst()
        return Int64(byte - 0x30)
    }

    private mutating func number(digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// Milliseconds; 0 when there is no fraction, nil when there is a dot and no digit.
    private mutating func fraction() -> Int64? {
        guard take(".") else { return 0 }
        var value: Int64 = 0
        var count = 0
        while let digit = digit() {
            if count < 3 { value = value * 10 + digit }
            count += 1
        }
        guard count > 0 else { return nil }
        for _ in count..<max(3, count) { value *= 10 }
        return value
    }

    /// Minutes east of UTC.
    private mutating func offset() -> Int64? {
        if take("Z", "z") { return 0 }
        let isWest = rest.first == UInt8(ascii: "-")
        guard take("+", "-"), let hours = number(digits: 2), hours < 24, take(":"),
            let minutes = number(digits: 2), minutes < 60
        else { return nil }
        return (isWest ? -1 : 1) * (hours * 60 + minutes)
    }
}
