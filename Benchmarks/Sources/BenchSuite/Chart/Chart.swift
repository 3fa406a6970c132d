/// The chart of the results: the latest run as bars, how cost grows, and how the pairs did over time.
struct Chart {
    static let width = 1180.0
    static let margin = 36.0

    var latest: RunRecord
    var history: [RunRecord]

    /// The chart as the text of an SVG file.
    var svg: String {
        var svg = SVG()
        let title = "Calls between host and plugin, compared with Go"
        svg.text(title, x: Self.margin, y: 44, size: 22, isBold: true)
        svg.text(subtitle, x: Self.margin, y: 66, size: 12, color: Palette.faint)
        var y = drawLegend(in: &svg, y: 92)
        let figures = FigureTable(latest)
        y = BarSection(figures: figures).draw(in: &svg, y: y + 34)
        y = GrowthSection(figures: figures).draw(in: &svg, y: y + 40)
        y = HistorySection(runs: history.suffix(HistorySection.longest)).draw(in: &svg, y: y + 40)
        return svg.document(width: Self.width, height: y + 20, title: title)
    }

    private var subtitle: String {
        let shown = [("cpu", ""), ("cores", " cores"), ("system", "")].compactMap { name, suffix in
            latest.machine[name].map { $0 + suffix }
        }
        let versions = [("swift", "Swift"), ("go", "Go"), ("go_plugin", "go-plugin")].compactMap { name, title in
            latest.machine[name].map { "\(title) \($0)" }
        }
        let run = ["\(latest.date.prefix(10))", "commit \(latest.commit.prefix(12))"]
        return (run + shown + versions).joined(separator: "  ·  ")
    }

    /// What the colours mean: the host's name, then the plugin's.
    private func drawLegend(in svg: inout SVG, y: Double) -> Double {
        var x = Self.margin
        for pair in latest.pairs {
            svg.rectangle(x: x, y: y - 10, width: 12, height: 12, fill: Palette.color(pair: pair), radius: 2)
            svg.text(pair, x: x + 18, y: y, size: 12)
            x += 18 + Double(pair.count) * 7.2 + 22
        }
        svg.line(from: (x + 2, y - 11), to: (x + 2, y + 3), color: Palette.target, width: 2)
        svg.text("target", x: x + 10, y: y, size: 12)
        let right = Self.width - Self.margin
        svg.text("a pair is host-plugin", x: right, y: y, size: 12, color: Palette.faint, anchor: .end)
        return y
    }
}

extension RunRecord {
    /// The pairs with a value, in the order of the run.
    var pairs: [String] {
        var seen: Set<String> = []
        return rows.map(\.pair).filter { seen.insert($0).inserted }
    }
}

/// A run's values by row and pair.
struct FigureTable {
    let pairs: [String]
    private let entries: [String: [String: RunRecord.Entry]]

    init(_ record: RunRecord) {
        pairs = record.pairs
        entries = Dictionary(grouping: record.rows, by: \.row).mapValues { rows in
            Dictionary(rows.map { ($0.pair, $0) }) { _, last in last }
        }
    }

    func entry(_ row: String, _ pair: String) -> RunRecord.Entry? { entries[row]?[pair] }

    /// How many times better than Go-Go a pair is.
    func advantage(_ row: Row, _ pair: String) -> Double? {
        entry(row.id, pair)?.ratioToGo.flatMap { $0 > 0 ? row.advantage(ratio: $0) : nil }
    }
}
