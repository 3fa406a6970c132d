import Testing

@testable import BenchSuite

@Suite struct FiguresTests {
    @Test(
        arguments: [
            (0, "0"), (8, "8"), (0.5, "0.500"), (0.9949, "0.995"), (1.234, "1.23"), (9.996, "10.0"), (12.34, "12.3"),
            (99.96, "100"), (123.4, "123"), (1234.5, "1,235"), (1_234_567, "1,234,567"), (-1234.5, "-1,235"),
            (-0.5, "-0.500"), (1e12, "1000000000000.0"), (.infinity, "inf"),
        ] as [(Double, String)]
    )
    func text(value: Double, expected: String) {
        #expect(Figures.text(value) == expected)
    }

    @Test(arguments: [(1, "1.00"), (0.649, "0.65"), (12.3456, "12.35"), (.nan, "nan")] as [(Double, String)])
    func ratio(value: Double, expected: String) {
        #expect(Figures.ratio(value) == expected)
    }
}
