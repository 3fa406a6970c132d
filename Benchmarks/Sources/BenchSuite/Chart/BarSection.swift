/// The latest run: how many times better or worse than Go-Go each pair is, without and with AutoMTLS.
struct BarSection {
    var figures: FigureTable

    private static let rows = [
        "c1.typed", "c1.stubs", "c64.typed", "c64.stubs", "c1000.typed", "c1000.stubs",
        "stream.to-host", "stream.to-plugin", "start", "memory",
    ]
    private static let labelWidth = 204.0
    /// Room for the value beside the longest bar.
    private static let valueWidth = 118.0
    private static let barHeight = 12.0
    private static let barPitch = 14.0
    private static let groupGap = 14.0

    func draw(in svg: inout SVG, y: Double) -> Double {
        let pairs = figures.pairs.filter { $0 != Pair.reference }
        let rows = Self.rows.compactMap { id in RowTable.rows.first { $0.id == id } }
        let protected = Dictionary(
            uniqueKeysWithValues: RowTable.rows.filter { $0.id.hasSuffix(".tls") }.map { ($0.id, $0) }
        )
        let sides: [[Row?]] = [rows, rows.map { protected["\($0.id).tls"] }]
        let advantages = sides.joined().compactMap(\.self).flatMap { row in
            pairs.compactMap { figures.advantage(row, $0) }
        }
        let scale = LogScale(advantages, including: [0.5, 2], base: 2)

        svg.text("The latest run: times better than Go-Go", x: Chart.margin, y: y, size: 15, isBold: true)
        let panelWidth = (Chart.width - 2 * Chart.margin - Self.labelWidth - 24) / 2
        let top = y + 44
        let groupHeight = Double(pairs.count) * Self.barPitch + Self.groupGap
        let bottom = top + Double(rows.count) * groupHeight
        for (index, row) in rows.enumerated() {
            let middle = top + (Double(index) + 0.5) * groupHeight
            svg.text(row.title, x: Chart.margin, y: middle - 2, size: 12)
            svg.text(goValue(row), x: Chart.margin, y: middle + 13, size: 10.5, color: Palette.faint)
        }
        for (side, rows) in sides.enumerated() {
            let x = Chart.margin + Self.labelWidth + Double(side) * (panelWidth + 24)
            svg.text(side == 0 ? "plain" : "with AutoMTLS", x: x, y: y + 24, size: 12, isBold: true)
            let panel = Panel(scale: scale, x: x, width: panelWidth, top: top, bottom: bottom)
            panel.drawAxis(in: &svg)
            for (index, row) in rows.enumerated() {
                guard let row else { continue }
                for (bar, pair) in pairs.enumerated() {
                    let y = top + Double(index) * groupHeight + Self.groupGap / 2 + Double(bar) * Self.barPitch
                    draw(row, pair, in: &svg, panel: panel, y: y)
                }
            }
        }
        return bottom + 34
    }

    private func goValue(_ row: Row) -> String {
        guard let entry = figures.entry(row.id, Pair.reference) else { return "" }
        return "Go-Go: \(Figures.text(entry.value)) \(entry.unit)"
    }

    private func draw(_ row: Row, _ pair: String, in svg: inout SVG, panel: Panel, y: Double) {
        guard let advantage = figures.advantage(row, pair), let entry = figures.entry(row.id, pair) else { return }
        let base = panel.horizontal(1)
        let end = panel.horizontal(advantage)
        svg.rectangle(
            x: min(base, end),
            y: y,
            width: max(1, abs(end - base)),
            height: Self.barHeight,
            fill: Palette.color(pair: pair)
        )
        if let target = row.targets[pair] {
            let x = panel.horizontal(row.advantage(ratio: target))
            svg.line(from: (x, y - 1), to: (x, y + Self.barHeight + 1), color: Palette.target, width: 2)
        }
        let textStart = max(base, end, row.targets[pair].map { panel.horizontal(row.advantage(ratio: $0)) } ?? base)
        svg.text(
            "\(Figures.ratio(advantage))×  \(Figures.text(entry.value)) \(entry.unit)",
            x: textStart + 6,
            y: y + 9.8,
            size: 10,
            color: Palette.faint
        )
    }

    /// The field that the bars of one side lie in.
    private struct Panel {
        var scale: LogScale
        var x: Double
        var width: Double
        var top: Double
        var bottom: Double

        func horizontal(_ advantage: Double) -> Double {
            x + scale.fraction(advantage) * (width - BarSection.valueWidth)
        }

        func drawAxis(in svg: inout SVG) {
            svg.rectangle(x: x, y: top, width: width, height: bottom - top, fill: Palette.panel)
            for tick in scale.ticks(base: 2, atMost: 8) {
                let isBase = tick == 1
                svg.line(
                    from: (horizontal(tick), top),
                    to: (horizontal(tick), bottom),
                    color: isBase ? Palette.axis : Palette.grid,
                    width: isBase ? 1.4 : 1
                )
                for y in [top - 6, bottom + 14] {
                    let text = Multiple.text(tick)
                    svg.text(text, x: horizontal(tick), y: y, size: 10, color: Palette.faint, anchor: .middle)
                }
            }
            svg.text(
                "← worse than Go-Go     better →",
                x: horizontal(1),
                y: bottom + 28,
                size: 10,
                color: Palette.faint,
                anchor: .middle
            )
        }
    }
}

/// How a multiple is written on an axis.
enum Multiple {
    static func text(_ value: Double) -> String {
        value >= 1 ? "\(Figures.fixed(value, decimals: 0))×" : "1/\(Figures.fixed(1 / value, decimals: 0))×"
    }
}
