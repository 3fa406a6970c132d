/// The results as a table for a terminal.
enum TextTable {
    private struct Column {
        var title: String
        var width: Int
        var text: (RowResult.Cell) -> String?
    }

    /// The lines of one row: what it is, then one line for each pair.
    static func text(_ result: RowResult, pairs: [Pair]) -> String {
        let row = result.row
        let direction = row.value.isHigherBetter ? "more is better" : "less is better"
        let columns = columns(row, withNewer: result.cells.contains { $0.pair == Pair.newerReference })
        var lines = ["\(row.id): \(row.title) [\(row.value.unit), \(direction)]"]
        lines.append("  " + "pair".padded(to: 13) + columns.map { $0.title.aligned(to: $0.width) }.joined())
        for pair in pairs {
            let cell = result.cells.first { $0.pair == pair.name }
            let texts = columns.map { ((cell.flatMap($0.text)) ?? "-").aligned(to: $0.width) }
            lines.append("  " + pair.name.padded(to: 13) + texts.joined())
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func columns(_ row: Row, withNewer: Bool) -> [Column] {
        var columns = [
            Column(title: "median", width: 11) { Figures.text($0.value) },
            Column(title: "min", width: 11) { Figures.text($0.minimum) },
            Column(title: "max", width: 11) { Figures.text($0.maximum) },
        ]
        if let tail = row.value.tail {
            columns.append(Column(title: "p99 \(tail.unit)", width: 11) { $0.p99.map(Figures.text) })
        }
        if row.value == .latency || row.value == .callRate || row.value == .byteRate {
            columns.append(Column(title: "cpu us host", width: 13) { $0.hostProcessor.map(Figures.text) })
            columns.append(Column(title: "plugin", width: 9) { $0.pluginProcessor.map(Figures.text) })
        }
        columns.append(Column(title: "to Go-Go", width: 10) { $0.ratioToGo.map(Figures.ratio) })
        if withNewer {
            columns.append(Column(title: "to NewGo", width: 10) { $0.ratioToNewerGo.map(Figures.ratio) })
        }
        if !row.targets.isEmpty {
            columns.append(Column(title: "target", width: 16) { Targets.text(row, $0) })
        }
        if row.plainRow != nil {
            columns.append(Column(title: "to plain", width: 10) { $0.ratioToPlain.map(Figures.ratio) })
        }
        if row.plainLimit != nil {
            columns.append(Column(title: "limit", width: 16) { Targets.plainText(row, $0) })
        }
        return columns
    }
}
