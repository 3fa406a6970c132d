/// Rows under headings, aligned; what a plugin wrote is made harmless, and lines end where the terminal does.
struct Table {
    /// How a cell stands out.
    enum Style {
        case plain, good, warning, bad, dim
    }

    /// One cell.
    struct Cell: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
        var text: String
        var style: Style

        init(_ text: String, _ style: Style = .plain) {
            self.text = text
            self.style = style
        }

        init(stringLiteral value: String) {
            self.init(value)
        }
    }

    /// What stands between two columns.
    private static let gap = "  "
    /// The last column is cut down to so many columns, for lines that are too long, before whole lines are cut.
    private static let minimumLastWidth = 12

    /// The headings; a column whose heading ends in `>` stands on the right, as numbers do.
    private let headings: [String]
    private let alignsRight: [Bool]
    private var rows: [[Cell]] = []

    init(_ headings: String...) {
        alignsRight = headings.map { $0.hasSuffix(">") }
        self.headings = headings.map { $0.hasSuffix(">") ? String($0.dropLast()) : $0 }
    }

    mutating func add(_ cells: Cell...) {
        add(cells)
    }

    mutating func add(_ cells: [Cell]) {
        rows.append(cells.map { Cell(Terminal.safe($0.text).replacing("\t", with: " "), $0.style) })
    }

    /// The table for a terminal, each line with its end.
    func text(on terminal: Terminal) -> String {
        text(width: terminal.width) { terminal.styled($0, $1) }
    }

    /// - Parameters:
    ///   - width: how many columns a line may have; nil for any number.
    ///   - styled: gives a text the look of a style; it must not change what the text takes.
    func text(width: Int? = nil, styled: (String, Style) -> String = { text, _ in text }) -> String {
        let lines = [headings.map { Cell($0, .dim) }] + rows
        var widths = headings.indices.map { column in
            lines.map { column < $0.count ? ColumnWidth.of($0[column].text) : 0 }.max() ?? 0
        }
        if let width, let last = widths.last {
            let others = widths.dropLast().reduce(0) { $0 + $1 + Self.gap.count }
            widths[widths.count - 1] = min(last, max(width - others, Self.minimumLastWidth))
        }
        return lines.map { line(of: $0, widths, width: width, styled) + "\n" }.joined()
    }

    private func line(
        of cells: [Cell],
        _ widths: [Int],
        width: Int?,
        _ styled: (String, Style) -> String
    ) -> String {
        var line = ""
        var used = 0
        for (column, cell) in cells.enumerated() where column < widths.count {
            let lead = column == 0 ? "" : Self.gap
            let room = min(widths[column], width.map { $0 - used - lead.count } ?? .max)
            guard room > 0 else { break }
            let text = ColumnWidth.cut(cell.text, to: room)
            let padding = String(repeating: " ", count: max(0, room - ColumnWidth.of(text)))
            // Nothing but blanks behind the last text of a line.
            let isLast = cells[(column + 1)...].allSatisfy(\.text.isEmpty)
            if alignsRight[column] {
                line += lead + padding + styled(text, cell.style)
            } else {
                line += lead + styled(text, cell.style) + (isLast ? "" : padding)
            }
            used += lead.count + room
            if isLast { break }
        }
        return line
    }
}

/// How many columns of a terminal a text takes.
enum ColumnWidth {
    static func of(_ text: String) -> Int {
        text.reduce(0) { $0 + of($1) }
    }

    /// The text, or as much of it as fits before an ellipsis.
    static func cut(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var room = width - 1
        var result = ""
        for character in text {
            room -= of(character)
            guard room >= 0 else { break }
            result.append(character)
        }
        return result + "…"
    }

    /// East Asian and pictorial characters take two columns.
    private static func of(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60,
            0xffe0...0xffe6, 0x1f300...0x1faff, 0x20000...0x3fffd:
            return 2
        default: return 1
        }
    }
}
