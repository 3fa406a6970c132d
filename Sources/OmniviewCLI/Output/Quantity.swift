import EngineAPI

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Moments, durations and sizes as people read them.
enum Quantity {
    /// A moment where the reader is, such as `2026-05-04 10:20:30.123`.
    static func time(_ time: Timestamp, hasFraction: Bool = false) -> String {
        // Floored, so that the fraction is never negative.
        let fraction = (time.milliseconds % 1000 + 1000) % 1000
        var seconds = time_t((time.milliseconds - fraction) / 1000)
        var local = tm()
        localtime_r(&seconds, &local)
        let date =
            "\(padded(Int(local.tm_year) + 1900, 4))-\(padded(Int(local.tm_mon) + 1))-\(padded(Int(local.tm_mday)))"
        let clock = "\(padded(Int(local.tm_hour))):\(padded(Int(local.tm_min))):\(padded(Int(local.tm_sec)))"
        return "\(date) \(clock)" + (hasFraction ? ".\(padded(Int(fraction), 3))" : "")
    }

    /// A duration in its two largest units, such as `3 d 4 h` or `250 ms`.
    static func duration(milliseconds: Int64) -> String {
        let milliseconds = max(0, milliseconds)
        if milliseconds < 1000 { return "\(milliseconds) ms" }
        let seconds = milliseconds / 1000
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) min \(seconds % 60) s"
        case ..<86_400: return "\(seconds / 3600) h \(seconds / 60 % 60) min"
        default: return "\(seconds / 86_400) d \(seconds / 3600 % 24) h"
        }
    }

    /// How long ago a moment is.
    static func since(_ time: Timestamp) -> String {
        duration(milliseconds: Int64(Date().timeIntervalSince1970 * 1000) - time.milliseconds)
    }

    /// A size, such as `8.6 MiB`.
    static func bytes(_ count: Int) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB"]
        var value = Double(count)
        var unit = 0
        while value >= 1024, unit < units.count - 1 {
            value /= 1024
            unit += 1
        }
        return unit == 0 ? "\(count) B" : "\(value.text(decimals: 1)) \(units[unit])"
    }

    /// A share as a percentage, such as `12.5 %`.
    static func percent(_ share: Double) -> String { "\((share * 100).text(decimals: 1)) %" }

    /// A number and its noun, such as `1 crash` or `2 crashes`.
    static func count(_ number: Int, _ one: String, _ many: String) -> String {
        "\(number) \(number == 1 ? one : many)"
    }

    private static func padded(_ number: Int, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
