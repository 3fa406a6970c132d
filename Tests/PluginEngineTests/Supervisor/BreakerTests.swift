import Testing

@testable import PluginEngine

@Suite
struct BreakerTests {
    @Test func doublesItsWaitUpToTheLongest() {
        var breaker = Breaker(firstWait: .seconds(300), longestWait: .seconds(3_600))
        var waits: [Duration] = []
        for _ in 0..<6 {
            waits.append(breaker.open(at: .seconds(1_000)) - .seconds(1_000))
            breaker.permitOneTry()
        }
        #expect(waits == [300, 600, 1_200, 2_400, 3_600, 3_600].map { .seconds($0) })
        breaker.close()
        #expect(breaker.open(at: .zero) == .seconds(300))
    }

    @Test func allowsAStartWhenItsTimeHasComeOrAPersonSaysSo() {
        var breaker = Breaker(firstWait: .seconds(300), longestWait: .seconds(3_600))
        #expect(breaker.allowsStart(at: .zero))
        breaker.open(at: .zero)
        #expect(!breaker.allowsStart(at: .seconds(299)))
        #expect(breaker.allowsStart(at: .seconds(300)))
        breaker.permitOneTry()
        #expect(breaker.state == .halfOpen)
        #expect(breaker.allowsStart(at: .zero))
    }

    @Test func hasNothingToPermitWhenItIsClosed() {
        var breaker = Breaker(firstWait: .seconds(300), longestWait: .seconds(3_600))
        breaker.permitOneTry()
        #expect(breaker.state == .closed)
    }
}
