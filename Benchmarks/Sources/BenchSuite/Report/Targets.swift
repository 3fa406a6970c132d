/// What the pairs are meant to reach, and whether they do.
enum Targets {
    /// A pair's target in a row, with the verdict; nil without one.
    static func text(_ row: Row, _ cell: RowResult.Cell) -> String? {
        guard let target = row.targets[cell.pair], let ratio = cell.ratioToGo,
            let isMet = row.meetsTarget(ratio: ratio, pair: cell.pair)
        else { return nil }
        return "\(row.value.isHigherBetter ? ">=" : "<=") \(Figures.ratio(target)) \(verdict(isMet))"
    }

    /// How a pair with Swift in it keeps to the limit that TLS may cost; nil for the others.
    static func plainText(_ row: Row, _ cell: RowResult.Cell) -> String? {
        guard let limit = row.plainLimit, let isMet = keepsToPlainLimit(row, cell) else { return nil }
        let bound = row.value.isHigherBetter ? ">= \(Figures.ratio(1 / limit))" : "<= \(Figures.ratio(limit))"
        return "\(bound) \(verdict(isMet))"
    }

    /// How many targets are met, and each that is missed, one line each.
    static func summary(_ results: [RowResult]) -> String {
        var count = 0
        var missed: [String] = []
        for result in results {
            let row = result.row
            for cell in result.cells {
                let verdicts = [
                    (ratio: cell.ratioToGo, text: text(row, cell).map { "target \($0)" }),
                    (ratio: cell.ratioToPlain, text: plainText(row, cell).map { "of the plain row \($0)" }),
                ]
                for case (let ratio?, let text?) in verdicts {
                    count += 1
                    guard text.hasSuffix(verdict(false)) else { continue }
                    let place = row.id.padded(to: 22) + cell.pair.padded(to: 13)
                    missed.append("  \(place)\(Figures.ratio(ratio)), \(text)")
                }
            }
        }
        guard count > 0 else { return "no targets in these rows" }
        let head = "targets met: \(count - missed.count) of \(count)"
        return missed.isEmpty ? head : head + "; missed:\n" + missed.joined(separator: "\n")
    }

    private static func keepsToPlainLimit(_ row: Row, _ cell: RowResult.Cell) -> Bool? {
        guard let limit = row.plainLimit, let ratio = cell.ratioToPlain, cell.pair.contains("Swift") else { return nil }
        return row.value.isHigherBetter ? ratio >= 1 / limit : ratio <= limit
    }

    private static func verdict(_ isMet: Bool) -> String { isMet ? "met" : "missed" }
}
