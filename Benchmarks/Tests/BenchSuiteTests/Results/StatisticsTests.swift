import Testing

@testable import BenchSuite

@Suite struct StatisticsTests {
    @Test(
        arguments: [
            ([], 0), ([3], 3), ([1, 2], 1.5), ([5, 1, 3], 3), ([4, 1, 3, 2], 2.5),
        ] as [([Double], Double)]
    )
    func median(values: [Double], expected: Double) {
        #expect(values.median == expected)
    }

    @Test func percentile() {
        let hundred = (1...100).map(Double.init)
        #expect(hundred.percentile(0) == 1)
        #expect(hundred.percentile(99) == 100)
        #expect(hundred.percentile(100) == 100)
        #expect([7.0].percentile(99) == 7)
        #expect([Double]().percentile(99) == 0)
    }

    @Test(
        arguments: [
            (0, 0), (1, 1), (-12345, -12350), (0.00123456, 0.001235), (123_456, 123_500), (99.999, 100),
            (66_959.68, 66_960),
        ] as [(Double, Double)]
    )
    func rounding(value: Double, expected: Double) {
        #expect(value.rounded(digits: 4) == expected)
    }

    @Test func roundingLeavesWhatIsNoNumber() {
        #expect(Double.infinity.rounded(digits: 4) == .infinity)
        #expect(Double.nan.rounded(digits: 4).isNaN)
    }
}
