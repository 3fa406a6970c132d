import Testing

@testable import PluginEngine

@Suite
struct CrashBudgetTests {
    @Test func countsWithinTheWindow() {
        var budget = CrashBudget(limit: 3, window: .seconds(100))
        #expect(budget.record(at: .seconds(0)) == 1)
        #expect(budget.record(at: .seconds(50)) == 2)
        #expect(!budget.isSpent(at: .seconds(50)))
        #expect(budget.record(at: .seconds(99)) == 3)
        #expect(budget.isSpent(at: .seconds(99)))
        // The first is exactly as old as the window.
        #expect(budget.count(at: .seconds(100)) == 2)
        #expect(!budget.isSpent(at: .seconds(100)))
        #expect(budget.record(at: .seconds(140)) == 3)
        #expect(budget.record(at: .seconds(1_000)) == 1)
        budget.clear()
        #expect(budget.count(at: .seconds(1_000)) == 0)
    }

    @Test func neverHoldsMoreThanItsLimit() {
        var budget = CrashBudget(limit: 3, window: .seconds(100))
        for _ in 0..<1_000 { #expect(budget.record(at: .zero) <= 3) }
        var none = CrashBudget(limit: -4, window: .zero)
        #expect(none.record(at: .zero) == 1)
    }
}
