/// The classes into which durations are counted, the same for every histogram.
enum LatencyBuckets {
    /// The upper bound of each class but the last, in microseconds; the last one has none. From 50 µs to 60 s, each about
    /// twice the one before.
    static let microseconds: [Int64] = [
        50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000,
        2_500_000, 5_000_000, 10_000_000, 30_000_000, 60_000_000,
    ]
    /// The same as Prometheus writes them, in seconds.
    static let labels: [String] = microseconds.map { PrometheusText.number(Double($0) / 1_000_000) } + ["+Inf"]

    /// The class of a duration, in nanoseconds.
    static func index(of nanoseconds: Int64) -> Int {
        var low = 0
        var high = microseconds.count
        while low < high {
            let middle = (low + high) / 2
            if nanoseconds <= microseconds[middle] * 1_000 { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// How often durations of each class came.
struct LatencyHistogram: Sendable, Hashable {
    /// One more than ``LatencyBuckets`` has bounds; not summed up.
    private(set) var counts = [UInt64](repeating: 0, count: LatencyBuckets.microseconds.count + 1)
    /// In nanoseconds; stays at its greatest value.
    private(set) var sum: UInt64 = 0

    var count: UInt64 { counts.reduce(0, &+) }

    /// Counts a duration, in nanoseconds; one below 0 counts as 0.
    mutating func record(_ nanoseconds: Int64) {
        counts[LatencyBuckets.index(of: nanoseconds)] &+= 1
        let (sum, overflow) = sum.addingReportingOverflow(UInt64(max(nanoseconds, 0)))
        self.sum = overflow ? .max : sum
    }

    /// The duration that this share of all stays within, in milliseconds: the upper bound of its class, or of the last
    /// class that has one; 0 without any.
    func quantile(_ share: Double) -> Double {
        let rank = (Double(count) * share).rounded(.up)
        guard rank > 0 else { return 0 }
        var seen: UInt64 = 0
        for (index, number) in counts.enumerated() {
            seen &+= number
            if Double(seen) >= rank {
                return Double(LatencyBuckets.microseconds[min(index, LatencyBuckets.microseconds.count - 1)]) / 1_000
            }
        }
        return 0
    }
}
