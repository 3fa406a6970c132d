import Testing

@testable import PluginEngine

@Suite
struct BackoffTests {
    static var exact: BackoffPolicy {
        var policy = BackoffPolicy()
        policy.jitter = 0
        return policy
    }

    @Test func doublesUpToTheLongest() {
        var random = SupervisorRandom(seed: 1)
        var backoff = Backoff(policy: Self.exact)
        let delays = (0..<11).map { _ in backoff.next(using: &random) }
        let expected: [Duration] = [200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000, 30_000]
            .map { .milliseconds($0) }
        #expect(delays == expected)
    }

    @Test func forgivesOnce() {
        var random = SupervisorRandom(seed: 1)
        var backoff = Backoff(policy: Self.exact)
        _ = backoff.next(using: &random)
        _ = backoff.next(using: &random)
        backoff.forgive()
        #expect(backoff.next(using: &random) == .zero)
        #expect(backoff.next(using: &random) == .milliseconds(200))
        #expect(backoff.next(using: &random) == .milliseconds(400))
        backoff.forgive()
        backoff.reset()
        #expect(backoff.next(using: &random) == .milliseconds(200))
    }

    @Test func spreadsByAFifthAndNoMore() {
        var random = SupervisorRandom(seed: 1)
        var delays: [Duration] = []
        for _ in 0..<1_000 {
            var backoff = Backoff()
            delays.append(backoff.next(using: &random))
        }
        #expect(delays.allSatisfy { $0 >= .milliseconds(160) && $0 <= .milliseconds(240) })
        #expect(delays.contains { $0 < .milliseconds(170) })
        #expect(delays.contains { $0 > .milliseconds(230) })
    }

    @Test func bearsSenselessNumbers() {
        var random = SupervisorRandom(seed: 1)
        for (factor, jitter) in [(0.0, 7.0), (-1, -1), (1, 0), (1e300, 0), (.infinity, 0)] {
            var policy = BackoffPolicy()
            policy.factor = factor
            policy.jitter = jitter
            var backoff = Backoff(policy: policy)
            for _ in 0..<2_000 {
                let delay = backoff.next(using: &random)
                #expect(delay >= .zero && delay <= policy.longest * 2)
            }
        }
    }
}
