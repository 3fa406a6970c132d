/// What one number does over many rounds of the same thing: a leak is a slope, however small, and not a difference.
public struct Trend: Sendable, CustomStringConvertible {
    private var points: [(round: Int, value: Int)] = []

    /// An empty trend.
    public init() {}

    /// Notes the value after a round.
    public mutating func note(_ value: Int, after round: Int) {
        points.append((round, value))
    }

    /// How much is added in a round, by least squares over the second half: in the first, pools and caches still fill.
    public var slope: Double {
        let points = points.suffix((points.count + 1) / 2)
        let count = Double(points.count)
        guard count > 1 else { return 0 }
        let meanRound = points.reduce(0) { $0 + Double($1.round) } / count
        let meanValue = points.reduce(0) { $0 + Double($1.value) } / count
        var (products, squares) = (0.0, 0.0)
        for (round, value) in points {
            let distance = Double(round) - meanRound
            products += distance * (Double(value) - meanValue)
            squares += distance * distance
        }
        return squares == 0 ? 0 : products / squares
    }

    /// The values in their order.
    public var description: String {
        "\(slope) a round: " + points.map { "\($0.value)" }.joined(separator: " ")
    }
}
