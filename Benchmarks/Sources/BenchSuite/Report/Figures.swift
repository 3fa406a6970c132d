/// Numbers as people read them.
enum Figures {
    /// With three or four digits that count, and commas between thousands.
    static func text(_ value: Double) -> String {
        guard value.magnitude < largest else { return "\(value)" }
        // A count of threads has no decimals.
        if value == value.rounded() { return grouped(Int(value)) }
        switch value.magnitude {
        case ..<0.995: return fixed(value, decimals: 3)
        case ..<9.995: return fixed(value, decimals: 2)
        case ..<99.95: return fixed(value, decimals: 1)
        default: return grouped(Int(value.rounded()))
        }
    }

    /// A ratio, always with two decimals.
    static func ratio(_ value: Double) -> String { fixed(value, decimals: 2) }

    /// Beyond this, and without a number, the language's own way of writing has to do.
    private static let largest = 1e12

    /// With so many decimals, three at most.
    static func fixed(_ value: Double, decimals: Int) -> String {
        guard value.magnitude < largest else { return "\(value)" }
        var factor = 1
        for _ in 0..<decimals { factor *= 10 }
        let scaled = Int((value * Double(factor)).rounded())
        let fraction = "\(scaled.magnitude % UInt(factor))"
        let whole = (scaled < 0 ? "-" : "") + "\(scaled.magnitude / UInt(factor))"
        guard decimals > 0 else { return whole }
        return whole + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
    }

    private static func grouped(_ value: Int) -> String {
        let digits = Array("\(value.magnitude)")
        var text = value < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
            text.append(digit)
        }
        return text
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: Swift.max(0, width - count)) }
    func aligned(to width: Int) -> String { String(repeating: " ", count: Swift.max(0, width - count)) + self }
}
