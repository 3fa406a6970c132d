/// How the pairs compared with Go-Go in each run so far.
struct HistorySection {
    /// How many runs are shown.
    static let longest = 60

    private static let rows = [
        "c1.typed", "c1.stubs", "c64.typed", "c64.stubs",
        "stream.to-host", "stream.to-plugin", "start", "start.tls",
    ]
    private static let panelHeight = 150.0
    private static let perLine = 4

    var runs: [FigureTable]
    private var dates: [String]

    init(runs: some Sequence<RunRecord>) {
        self.runs = runs.map { FigureTable($0) }
        dates = runs.map { String($0.date.prefix(10)) }
    }

    func draw(in svg: inout SVG, y: Double) -> Double {
        let count = runs.count == 1 ? "1 run" : "\(runs.count) runs"
        svg.text("History: times better than Go-Go, \(count)", x: Chart.margin, y: y, size: 15, isBold: true)
        guard !runs.isEmpty else { return y }
        let rows = Self.rows.compactMap { id in RowTable.rows.first { $0.id == id } }
        var seen: Set<String> = []
        let pairs = runs.flatMap(\.pairs).filter { $0 != Pair.reference && seen.insert($0).inserted }
        let width = (Chart.width - 2 * Chart.margin) / Double(Self.perLine)
        for (index, row) in rows.enumerated() {
            let (line, column) = index.quotientAndRemainder(dividingBy: Self.perLine)
            panel(row, pairs).draw(
                in: &svg,
                x: Chart.margin + Double(column) * width,
                y: y + 18 + Double(line) * (Self.panelHeight + 14),
                width: width - 8,
                height: Self.panelHeight
            )
        }
        let lines = (rows.count + Self.perLine - 1) / Self.perLine
        return y + 18 + Double(lines) * (Self.panelHeight + 14)
    }

    private func panel(_ row: Row, _ pairs: [String]) -> LinePanel {
        let series = pairs.map { pair in
            LinePanel.Series(color: Palette.color(pair: pair), values: runs.map { $0.advantage(row, pair) })
        }
        let scale = LogScale(series.flatMap(\.values).compactMap(\.self), including: [0.5, 2], base: 2)
        let ends = Set([0, runs.count - 1]).sorted()
        return LinePanel(
            title: row.title,
            series: series,
            marks: ends.map { ($0, dates[$0]) },
            places: runs.count,
            scale: scale,
            ticks: scale.ticks(base: 2).map { ($0, Multiple.text($0)) },
            baseline: 1
        )
    }
}
