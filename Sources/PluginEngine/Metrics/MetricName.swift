/// Names and labels of libraries, as Prometheus allows them.
enum MetricName {
    /// How long a name may be, in bytes.
    static let maximumBytes = 200
    /// How long a label's value may be, in bytes.
    static let maximumValueBytes = 200
    /// How many labels a series may have.
    static let maximumLabels = 16

    /// Letters, digits and `_`; anything else becomes `_`, and so does what would begin with a digit.
    static func name(_ text: String) -> String {
        var bytes = text.utf8.prefix(maximumBytes).map { $0.isAlphanumeric ? $0 : UInt8(ascii: "_") }
        if bytes.first.map({ !$0.isLetter && $0 != UInt8(ascii: "_") }) ?? true {
            bytes.insert(UInt8(ascii: "_"), at: 0)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Labels by name, each name once; those that Prometheus keeps for itself get another name.
    static func labels(_ dimensions: [(String, String)]) -> [MetricFamily.Label] {
        var labels: [String: String] = [:]
        for (key, value) in dimensions.prefix(maximumLabels) {
            var name = name(key)
            if name.hasPrefix("__") || name == "le" || name == "quantile" { name = "exported_\(name)" }
            labels[name] = LogText.cut(value, to: maximumValueBytes).text
        }
        return labels.sorted { $0.key < $1.key }.map { MetricFamily.Label($0.key, $0.value) }
    }
}
