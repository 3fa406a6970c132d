/// One small diagram: lines over a row of places, on a logarithmic axis.
struct LinePanel {
    struct Series {
        var color: String
        /// The value at each place; nil where there is none.
        var values: [Double?]
    }

    var title: String
    var series: [Series]
    /// What stands below the axis, at the place of the number.
    var marks: [(place: Int, text: String)]
    var places: Int
    var scale: LogScale
    var ticks: [(value: Double, text: String)]
    /// A value whose line is drawn stronger.
    var baseline: Double?

    func draw(in svg: inout SVG, x: Double, y: Double, width: Double, height: Double) {
        let left = x + 42
        let right = x + width - 10
        let top = y + 24
        let bottom = y + height - 20
        func vertical(_ value: Double) -> Double { bottom - scale.fraction(value) * (bottom - top) }
        func horizontal(_ place: Int) -> Double {
            guard places > 1 else { return (left + right) / 2 }
            return left + 8 + (right - left - 16) * Double(place) / Double(places - 1)
        }
        svg.text(title, x: x, y: y + 12, size: 12, isBold: true)
        svg.rectangle(x: left, y: top, width: right - left, height: bottom - top, fill: Palette.panel)
        for tick in ticks {
            let isBase = tick.value == baseline
            let height = vertical(tick.value)
            svg.line(
                from: (left, height),
                to: (right, height),
                color: isBase ? Palette.axis : Palette.grid,
                width: isBase ? 1.4 : 1
            )
            svg.text(tick.text, x: left - 6, y: height + 3.5, size: 10, color: Palette.faint, anchor: .end)
        }
        for mark in marks {
            let isFirst = mark.place == 0 && marks.count > 1 && places > 5
            let isLast = mark.place == places - 1 && places > 5
            svg.text(
                mark.text,
                x: horizontal(mark.place) + (isFirst ? -8 : isLast ? 8 : 0),
                y: bottom + 14,
                size: 10,
                color: Palette.faint,
                anchor: isFirst ? .start : isLast ? .end : .middle
            )
        }
        for line in series {
            let points = line.values.enumerated().compactMap { place, value in
                value.map { (x: horizontal(place), y: vertical($0)) }
            }
            svg.path(points, color: line.color)
        }
    }
}
