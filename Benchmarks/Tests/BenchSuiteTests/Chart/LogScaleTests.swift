import Testing

@testable import BenchSuite

@Suite struct LogScaleTests {
    @Test func endsArePowersAroundTheValues() {
        let scale = LogScale([3, 40], base: 10)
        #expect(scale.lower == 1)
        #expect(scale.upper == 100)
        #expect(abs(scale.fraction(10) - 0.5) < 1e-9)
        #expect(scale.fraction(0) == 0)
        #expect(scale.fraction(-1) == 0)
    }

    @Test func powersNeedNoFurtherStep() {
        let scale = LogScale([0.5, 4], base: 2)
        #expect(scale.lower == 0.5)
        #expect(scale.upper == 4)
        #expect(scale.ticks(base: 2) == [0.5, 1, 2, 4])
    }

    @Test(arguments: [[], [0], [-1], [.nan], [.infinity], [1], [7]] as [[Double]])
    func aScaleHasALength(values: [Double]) {
        let scale = LogScale(values, base: 2)
        #expect(scale.lower > 0)
        #expect(scale.upper > scale.lower)
    }

    @Test func ticksAreThinnedOut() {
        let scale = LogScale([1, 1e12], base: 10)
        #expect(scale.ticks(base: 10).count <= 7)
    }
}
