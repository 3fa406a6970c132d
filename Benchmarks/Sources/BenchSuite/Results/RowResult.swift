/// The values of all pairs in one row.
struct RowResult: Sendable {
    var row: Row
    /// One for each pair that has a value, in the order of the pairs.
    var cells: [Cell]

    /// What one pair reached.
    struct Cell: Sendable {
        var pair: String
        /// The median over the rounds, like every other figure but the least and the largest.
        var value: Double
        /// The least value of a round.
        var minimum: Double
        /// The largest value of a round.
        var maximum: Double
        /// The 99th percentile of single calls or starts, in the unit of the row's tail.
        var p99: Double?
        /// Processor time of the host for each call, in microseconds.
        var hostProcessor: Double?
        /// Processor time of the plugin for each call, in microseconds.
        var pluginProcessor: Double?
        /// The value as a multiple of that of Go-Go.
        var ratioToGo: Double?
        /// The value as a multiple of that of the pair on a newer go-plugin.
        var ratioToNewerGo: Double?
        /// The value as a multiple of the same pair's without TLS.
        var ratioToPlain: Double?
    }

    /// Makes a row of the figures of all rounds.
    ///
    /// - Parameters:
    ///   - answers: each pair's figures, round by round.
    ///   - plain: the row without TLS, for one with it.
    init(row: Row, answers: [String: [[String: Double]]], pairs: [Pair], plain: RowResult? = nil) {
        self.row = row
        cells = pairs.compactMap { pair in
            let rounds = answers[pair.name] ?? []
            let values = rounds.compactMap { $0[row.value.metric] }.map { $0 * row.value.scale }
            guard let least = values.min(), let largest = values.max() else { return nil }
            func median(_ metric: String, scale: Double = 1) -> Double? {
                let figures = rounds.compactMap { $0[metric] }
                return figures.isEmpty ? nil : figures.median * scale
            }
            return Cell(
                pair: pair.name,
                value: values.median,
                minimum: least,
                maximum: largest,
                p99: row.value.tail.flatMap { median("p99_us", scale: $0.scale) },
                hostProcessor: median("cpu_host_us"),
                pluginProcessor: median("cpu_plugin_us")
            )
        }
        let values = self.values
        let plainValues = plain?.values ?? [:]
        for index in cells.indices {
            let value = cells[index].value
            cells[index].ratioToGo = Self.ratio(value, values[Pair.reference])
            cells[index].ratioToNewerGo = Self.ratio(value, values[Pair.newerReference])
            cells[index].ratioToPlain = Self.ratio(value, plainValues[cells[index].pair])
        }
    }

    private var values: [String: Double] {
        Dictionary(cells.map { ($0.pair, $0.value) }) { first, _ in first }
    }

    private static func ratio(_ value: Double, _ reference: Double?) -> Double? {
        guard let reference, reference > 0 else { return nil }
        return value / reference
    }
}
