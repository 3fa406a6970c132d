/// Metrics as text, in version 0.0.4 of the format that Prometheus reads.
///
/// Source of the format: prometheus.io, "Exposition formats".
enum PrometheusText {
    /// The media type of the text.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// Families by name, series by labels, so that the same state gives the same text. Empty families are left out.
    static func render(_ families: [MetricFamily]) -> String {
        var text = ""
        for family in families.sorted(by: { $0.name < $1.name }) where !family.series.isEmpty {
            text += "# HELP \(family.name) \(escaped(family.help, quotes: false))\n"
            text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
            let lines = family.series.map { (labels($0.labels), $0.value) }.sorted { $0.0 < $1.0 }
            for (labels, value) in lines { append(value, name: family.name, labels: labels, to: &text) }
        }
        return text
    }

    private static func append(_ value: MetricFamily.Value, name: String, labels: String, to text: inout String) {
        switch value {
        case .number(let number): text += "\(name)\(braced(labels)) \(self.number(number))\n"
        case .whole(let number): text += "\(name)\(braced(labels)) \(number)\n"
        case .sum(let sum, let count):
            text += "\(name)_sum\(braced(labels)) \(number(sum))\n"
            text += "\(name)_count\(braced(labels)) \(count)\n"
        case .histogram(let histogram):
            var count: UInt64 = 0
            for (bound, inClass) in zip(LatencyBuckets.labels, histogram.counts) {
                count &+= inClass
                text += "\(name)_bucket{\(labels)\(labels.isEmpty ? "" : ",")le=\"\(bound)\"} \(count)\n"
            }
            text += "\(name)_sum\(braced(labels)) \(number(Double(histogram.sum) / 1e9))\n"
            text += "\(name)_count\(braced(labels)) \(count)\n"
        }
    }

    private static func labels(_ labels: [MetricFamily.Label]) -> String {
        labels.map { "\($0.name)=\"\(escaped($0.value, quotes: true))\"" }.joined(separator: ",")
    }

    private static func braced(_ labels: String) -> String { labels.isEmpty ? "" : "{\(labels)}" }

    /// As Go reads a number.
    static func number(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        // Whole numbers without a point, as long as they are exact.
        if number == number.rounded(), abs(number) < 1e15 { return "\(Int64(number))" }
        return "\(number)"
    }

    private static func escaped(_ text: String, quotes: Bool) -> String {
        guard text.utf8.contains(where: { $0 == 10 || $0 == 92 || $0 == 34 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n": result += #"\n"#
            case "\\": result += #"\\"#
            case "\"" where quotes: result += #"\""#
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
