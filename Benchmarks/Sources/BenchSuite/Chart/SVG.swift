/// A drawing as SVG text: the few shapes that the chart is made of.
struct SVG {
    /// Where a text's position lies in it.
    enum Anchor: String {
        case start
        case middle
        case end
    }

    private var shapes = ""

    mutating func rectangle(x: Double, y: Double, width: Double, height: Double, fill: String, radius: Double = 0) {
        let corner = radius > 0 ? #" rx="\#(number(radius))""# : ""
        shapes += """
            <rect x="\(number(x))" y="\(number(y))" width="\(number(width))" height="\(number(height))"\(corner) \
            fill="\(fill)"/>

            """
    }

    mutating func line(
        from start: (x: Double, y: Double),
        to end: (x: Double, y: Double),
        color: String,
        width: Double = 1
    ) {
        shapes += """
            <line x1="\(number(start.x))" y1="\(number(start.y))" x2="\(number(end.x))" y2="\(number(end.y))" \
            stroke="\(color)" stroke-width="\(number(width))"/>

            """
    }

    /// A line through points, each with a dot.
    mutating func path(_ points: [(x: Double, y: Double)], color: String, width: Double = 1.8, dot: Double = 2.6) {
        if points.count > 1 {
            let list = points.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
            shapes += """
                <polyline points="\(list)" fill="none" stroke="\(color)" stroke-width="\(number(width))" \
                stroke-linejoin="round"/>

                """
        }
        for point in points {
            shapes += """
                <circle cx="\(number(point.x))" cy="\(number(point.y))" r="\(number(dot))" fill="\(color)"/>

                """
        }
    }

    mutating func text(
        _ text: String,
        x: Double,
        y: Double,
        size: Double = 11,
        color: String = Palette.text,
        anchor: Anchor = .start,
        isBold: Bool = false
    ) {
        let weight = isBold ? #" font-weight="600""# : ""
        shapes += """
            <text x="\(number(x))" y="\(number(y))" font-size="\(number(size))"\(weight) fill="\(color)" \
            text-anchor="\(anchor.rawValue)">\(Self.escaped(text))</text>

            """
    }

    /// The whole file.
    func document(width: Double, height: Double, title: String) -> String {
        """
        <svg xmlns="http://www.w3.org/2000/svg" width="\(number(width))" height="\(number(height))" \
        viewBox="0 0 \(number(width)) \(number(height))" role="img" \
        font-family="system-ui, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif">
        <title>\(Self.escaped(title))</title>
        <rect width="\(number(width))" height="\(number(height))" fill="\(Palette.background)"/>
        \(shapes)</svg>

        """
    }

    private func number(_ value: Double) -> String {
        let text = Figures.fixed(value, decimals: 1)
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}
