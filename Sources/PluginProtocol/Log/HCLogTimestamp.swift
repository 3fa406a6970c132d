/// A moment as hclog writes it: `2006-01-02T15:04:05.000000Z`, or with an offset such as `+02:00`.
public struct HCLogTimestamp: Sendable, Hashable {
    /// Whole seconds since 1970-01-01T00:00:00Z; what lies outside the years 0 to 9999 is written as their first or
    /// last second.
    public var secondsSinceEpoch: Int64
    /// The rest, 0...999,999.
    public var microseconds: Int

    /// Creates a moment; `microseconds` outside its range is cut to it.
    public init(secondsSinceEpoch: Int64, microseconds: Int = 0) {
        self.secondsSinceEpoch = secondsSinceEpoch
        self.microseconds = min(max(microseconds, 0), 999_999)
    }

    private static let range: ClosedRange<Int64> = -62_167_219_200...253_402_300_799

    /// The moment in UTC, always 27 characters.
    public var text: String {
        let seconds = min(max(secondsSinceEpoch, Self.range.lowerBound), Self.range.upperBound)
        let dayNumber = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let secondOfDay = Int(seconds - dayNumber * 86_400)
        let (year, month, day) = Self.date(daysSinceEpoch: Int(dayNumber))
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
            + "T\(padded(secondOfDay / 3_600, 2)):\(padded(secondOfDay / 60 % 60, 2)):\(padded(secondOfDay % 60, 2))"
            + ".\(padded(microseconds, 6))Z"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }

    /// The Gregorian date, counted in years that begin in March so that the leap day is a year's last.
    private static func date(daysSinceEpoch: Int) -> (year: Int, month: Int, day: Int) {
        let days = daysSinceEpoch + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        let day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// Whether the text is a moment in exactly hclog's form, with six digits behind the second.
    static func isValid(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count == 27 || bytes.count == 32 else { return false }
        let form = bytes.count == 27 ? "0000-00-00T00:00:00.000000Z" : "0000-00-00T00:00:00.000000+00:00"
        for (byte, expected) in zip(bytes, form.utf8) {
            switch expected {
            case UInt8(ascii: "0"): guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return false }
            case UInt8(ascii: "+"): guard byte == expected || byte == UInt8(ascii: "-") else { return false }
            default: guard byte == expected else { return false }
            }
        }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } }
        let (year, month) = (number(0..<4), number(5..<7))
        guard (1...12).contains(month) else { return false }
        let isLeapYear = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
        let isInDay = number(11..<13) < 24 && number(14..<16) < 60 && number(17..<19) < 60
        let isZone = bytes.count == 27 || (number(27..<29) <= 24 && number(30..<32) < 60)
        return (1...days).contains(number(8..<10)) && isInDay && isZone
    }
}
