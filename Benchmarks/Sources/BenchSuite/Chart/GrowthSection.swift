/// How cost grows in the latest run: with callers, with the size of messages, with plugins.
struct GrowthSection {
    var figures: FigureTable

    private static let panelHeight = 210.0

    func draw(in svg: inout SVG, y: Double) -> Double {
        svg.text("How cost grows in the latest run", x: Chart.margin, y: y, size: 15, isBold: true)
        let panels = [
            panel(
                "calls/s, by callers (typed)",
                rows: [("c1.typed", "1"), ("c64.typed", "64"), ("c1000.typed", "1,000")]
            ) { $0.unit == "us" ? 1e6 / $0.value : $0.value },
            panel(
                "us there and back, by size",
                rows: [
                    ("echo.0B", "0 B"), ("echo.1KiB", "1 KiB"), ("echo.32KiB", "32 KiB"), ("echo.1MiB", "1 MiB"),
                    ("echo.64MiB", "64 MiB"),
                ]
            ) { $0.value },
            panel("calls/s, by plugins", rows: fleet("calls")) { $0.value },
            panel("memory of the host (MiB), by plugins", rows: fleet("memory")) { $0.value },
        ]
        let width = (Chart.width - 2 * Chart.margin) / Double(panels.count)
        for (index, panel) in panels.enumerated() {
            let x = Chart.margin + Double(index) * width
            panel.draw(in: &svg, x: x, y: y + 18, width: width - 8, height: Self.panelHeight)
        }
        return y + 18 + Self.panelHeight
    }

    private func fleet(_ figure: String) -> [(String, String)] {
        ["1", "10", "100"].map { ("plugins.\($0).\(figure)", $0) }
    }

    private func panel(
        _ title: String,
        rows: [(id: String, mark: String)],
        value: (RunRecord.Entry) -> Double
    ) -> LinePanel {
        let series = figures.pairs.map { pair in
            LinePanel.Series(
                color: Palette.color(pair: pair),
                values: rows.map { figures.entry($0.id, pair).map(value) }
            )
        }
        let scale = LogScale(series.flatMap(\.values).compactMap(\.self), base: 10)
        return LinePanel(
            title: title,
            series: series,
            marks: rows.enumerated().map { ($0, $1.mark) },
            places: rows.count,
            scale: scale,
            ticks: scale.ticks(base: 10).map { ($0, Self.short($0)) }
        )
    }

    /// A power of ten, with k and M for thousands and millions.
    private static func short(_ value: Double) -> String {
        switch value {
        case 1e6...: "\(Figures.fixed(value / 1e6, decimals: 0))M"
        case 1e3...: "\(Figures.fixed(value / 1e3, decimals: 0))k"
        case 1...: Figures.fixed(value, decimals: 0)
        default: Figures.text(value)
        }
    }
}
