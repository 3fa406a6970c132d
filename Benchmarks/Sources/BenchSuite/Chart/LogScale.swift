#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Places values between two ends so that equal factors are equally far apart.
struct LogScale {
    let lower: Double
    let upper: Double

    /// A scale from one power of `base` to another, around all values and at least around `including`.
    init(_ values: [Double], including: [Double] = [], base: Double) {
        let all = (values + including).filter { Self.drawable.contains($0) }
        let steps = all.map { log($0) / log(base) }
        let first = (steps.min() ?? 0).rounded(.down)
        // A value a hair above a power by rounding needs no further step.
        let last = max(((steps.max() ?? 1) - 1e-9).rounded(.up), first + 1)
        lower = pow(base, first)
        upper = pow(base, last)
    }

    /// What a measurement can sensibly be; a scale is not stretched for anything else.
    private static let drawable = 1e-9...1e12

    /// Where a value lies: 0 at the lower end and below it, 1 at the upper and above it.
    func fraction(_ value: Double) -> Double {
        guard value > lower else { return 0 }
        guard value < upper else { return 1 }
        return log(value / lower) / log(upper / lower)
    }

    /// The powers of a base from one end to the other, thinned out to a number that can be read.
    func ticks(base: Double, atMost limit: Int = 6) -> [Double] {
        let count = Int((log(upper / lower) / log(base)).rounded())
        let step = max(1, (count + limit - 1) / limit)
        return stride(from: 0, through: count, by: step).map { lower * pow(base, Double($0)) }
    }
}
