import Testing

@testable import HTTP2Engine

@Suite("HTTP/2 limits: the budget of control frames")
struct ControlFrameBudgetTests {
    private let start = ContinuousClock.now

    private func budget(burst: Int = 10, perSecond: Int = 1000) -> ControlFrameBudget {
        var budget = ControlFrameBudget(burst: burst, perSecond: perSecond)
        budget.refill(at: start)
        return budget
    }

    private func spend(_ budget: inout ControlFrameBudget, upTo count: Int = 1_000_000) -> Int {
        (0..<count).first { _ in !budget.spend() } ?? count
    }

    @Test("A burst is what the limit says", arguments: [0, 1, 10, 10_000])
    func burst(size: Int) {
        var budget = budget(burst: size)
        #expect(spend(&budget) == size)
    }

    @Test("Time fills it up to the burst")
    func refill() {
        var budget = budget()
        #expect(spend(&budget) == 10)
        budget.refill(at: start + .milliseconds(3))
        #expect(spend(&budget) == 3)
        budget.refill(at: start + .seconds(1_000_000_000_000))
        #expect(spend(&budget) == 10)
    }

    @Test("Parts of a frame are not lost between two moments")
    func fractions() {
        var budget = budget(burst: 100)
        _ = spend(&budget)
        var earned = 0
        for step in 1...1000 {
            budget.refill(at: start + .microseconds(1900 * step))
            earned += spend(&budget)
        }
        #expect((1899...1900).contains(earned))
    }

    @Test("A clock that goes backwards earns nothing, and takes nothing")
    func backwards() {
        var budget = budget()
        _ = spend(&budget, upTo: 4)
        budget.refill(at: start - .seconds(5))
        #expect(spend(&budget) == 6)
    }

    @Test("What moves something forward earns frames, up to the burst")
    func reward() {
        var budget = budget(perSecond: 0)
        budget.reward()
        #expect(spend(&budget) == 10)
        budget.reward()
        let earned = spend(&budget)
        #expect((1..<10).contains(earned))
        for _ in 0..<100 { budget.reward() }
        #expect(spend(&budget) == 10)
    }
}
