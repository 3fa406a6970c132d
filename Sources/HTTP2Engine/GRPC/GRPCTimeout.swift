/// The value of the `grpc-timeout` field: 1 to 8 digits and a unit (gRPC over HTTP/2, section "Requests").
package enum GRPCTimeout {
    private static let largestValue: Int64 = 99_999_999

    /// Writes `duration` in the finest unit in which it has at most 8 digits, rounded up so that no deadline is cut.
    ///
    /// Zero and less become `1n`, the shortest timeout there is: the grammar asks for a positive integer, and not every
    /// peer reads `0n`. What is longer than 99,999,999 hours becomes that.
    package static func encode(_ duration: Duration) -> String {
        guard duration > .zero else { return "1n" }
        // First: a duration may have more seconds than 64 bits hold.
        guard duration < .seconds(largestValue * 3_600) else { return "99999999H" }
        let (seconds, attoseconds) = duration.components
        // Each guard on the seconds keeps the product within 64 bits; the quotient is at most one second's worth.
        if seconds < 1 {
            let value = divideUp(attoseconds, by: 1_000_000_000)
            if value <= largestValue { return String(value) + "n" }
        }
        if seconds < 100 {
            let value = seconds * 1_000_000 + divideUp(attoseconds, by: 1_000_000_000_000)
            if value <= largestValue { return String(value) + "u" }
        }
        if seconds < 100_000 {
            let value = seconds * 1_000 + divideUp(attoseconds, by: 1_000_000_000_000_000)
            if value <= largestValue { return String(value) + "m" }
        }
        let wholeSeconds = seconds + (attoseconds > 0 ? 1 : 0)
        if wholeSeconds <= largestValue { return String(wholeSeconds) + "S" }
        let minutes = divideUp(wholeSeconds, by: 60)
        if minutes <= largestValue { return String(minutes) + "M" }
        return String(divideUp(wholeSeconds, by: 3_600)) + "H"
    }

    /// Reads a timeout, or gives `nil` for anything but 1 to 8 digits and one of `H`, `M`, `S`, `m`, `u`, `n`.
    ///
    /// Zero is read although the grammar asks for a positive integer, because peers send it for a deadline that passed.
    package static func decode(_ value: String) -> Duration? {
        let bytes = value.utf8
        guard let unit = bytes.last, (2...9).contains(bytes.count) else { return nil }
        var number: Int64 = 0
        for byte in bytes.dropLast() {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            number = number * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        switch unit {
        case UInt8(ascii: "H"): return .seconds(number * 3_600)
        case UInt8(ascii: "M"): return .seconds(number * 60)
        case UInt8(ascii: "S"): return .seconds(number)
        case UInt8(ascii: "m"): return .milliseconds(number)
        case UInt8(ascii: "u"): return .microseconds(number)
        case UInt8(ascii: "n"): return .nanoseconds(number)
        default: return nil
        }
    }

    /// The quotient rounded up; both must be positive or zero.
    private static func divideUp(_ value: Int64, by divisor: Int64) -> Int64 {
        value / divisor + (value % divisor == 0 ? 0 : 1)
    }
}
