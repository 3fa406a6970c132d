/// All series of one name, as they are at one moment.
struct MetricFamily: Sendable, Hashable {
    enum Kind: String, Sendable {
        case counter, gauge, histogram, summary
    }

    enum Value: Sendable, Hashable {
        case number(Double)
        case whole(UInt64)
        /// In seconds when it is shown.
        case histogram(LatencyHistogram)
        /// Of a summary without quantiles.
        case sum(Double, count: UInt64)
    }

    struct Series: Sendable, Hashable {
        /// Names and values in the order in which they are shown.
        var labels: [Label]
        var value: Value
    }

    struct Label: Sendable, Hashable {
        var name: String
        var value: String

        init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The name, with `_total` for a counter and the unit, as Prometheus has it.
    var name: String
    var help: String
    var kind: Kind
    var series: [Series] = []

    mutating func add(_ value: Value, _ labels: Label...) {
        series.append(Series(labels: labels, value: value))
    }
}
