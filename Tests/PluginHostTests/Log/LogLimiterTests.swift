import Testing

@testable import PluginHost

/// What passes a limit on log entries, on a clock that the test moves.
@Suite struct LogLimiterTests {
    /// What happens at a moment: so many entries come, so many pass, and so many dropped ones are reported.
    struct Step: CustomStringConvertible {
        let milliseconds: Int
        let entries: Int
        let passed: Int
        var reported: [Int] = []

        var description: String { "\(entries) at \(milliseconds) ms" }
    }

    struct Case: CustomTestStringConvertible {
        let name: String
        let limit: LogLimit?
        let steps: [Step]
        var left: Int?

        var testDescription: String { name }
    }

    static let cases = [
        Case(
            name: "without a limit everything passes",
            limit: nil,
            steps: [Step(milliseconds: 0, entries: 1_000_000, passed: 1_000_000)]
        ),
        Case(
            name: "the burst passes at once, and not one more",
            limit: LogLimit(),
            steps: [Step(milliseconds: 0, entries: 5_001, passed: 5_000)],
            left: 1
        ),
        Case(
            name: "the rate passes without end",
            limit: LogLimit(entriesPerSecond: 10, burst: 1),
            steps: (0..<100).map { Step(milliseconds: $0 * 100, entries: 1, passed: 1) }
        ),
        Case(
            name: "silence fills the bucket no further than its burst",
            limit: LogLimit(entriesPerSecond: 10, burst: 20),
            steps: [
                Step(milliseconds: 0, entries: 20, passed: 20),
                Step(milliseconds: 100, entries: 2, passed: 1),
                Step(milliseconds: 3_600_000, entries: 30, passed: 20, reported: [1]),
            ],
            left: 10
        ),
        Case(
            name: "a flood is reported once a second, and the rest at the end",
            limit: LogLimit(entriesPerSecond: 10, burst: 10),
            steps: [
                Step(milliseconds: 0, entries: 110, passed: 10),
                Step(milliseconds: 500, entries: 105, passed: 5),
                Step(milliseconds: 999, entries: 4, passed: 4),
                Step(milliseconds: 1_000, entries: 101, passed: 1, reported: [200]),
                Step(milliseconds: 1_900, entries: 9, passed: 9),
                Step(milliseconds: 2_000, entries: 1, passed: 1, reported: [100]),
            ]
        ),
        Case(
            name: "nothing passes a limit of nothing",
            limit: LogLimit(entriesPerSecond: 0, burst: 0),
            steps: [Step(milliseconds: 0, entries: 3, passed: 0), Step(milliseconds: 90_000, entries: 3, passed: 0)],
            left: 6
        ),
        Case(
            name: "a limit below nothing is one of nothing",
            limit: LogLimit(entriesPerSecond: -5, burst: -5),
            steps: [Step(milliseconds: 0, entries: 3, passed: 0), Step(milliseconds: 90_000, entries: 3, passed: 0)],
            left: 6
        ),
        Case(
            name: "a burst without a rate passes once",
            limit: LogLimit(entriesPerSecond: 0, burst: 2),
            steps: [Step(milliseconds: 0, entries: 3, passed: 2), Step(milliseconds: 90_000, entries: 3, passed: 0)],
            left: 4
        ),
        Case(
            name: "a clock that stands still or goes back adds nothing",
            limit: LogLimit(entriesPerSecond: 1_000, burst: 2),
            steps: [Step(milliseconds: 5_000, entries: 3, passed: 2), Step(milliseconds: 0, entries: 3, passed: 0)],
            left: 4
        ),
    ]

    @Test(arguments: cases) func passes(_ example: Case) {
        let start = ContinuousClock.now
        var limiter = LogLimiter(example.limit, at: start)
        var dropped = 0
        for step in example.steps {
            let now = start + .milliseconds(step.milliseconds)
            var (passed, reported) = (0, [Int]())
            for _ in 0..<step.entries {
                guard limiter.hasRoom(at: now) else {
                    limiter.drop(at: now)
                    continue
                }
                passed += 1
                if let count = limiter.pass(at: now) { reported.append(count) }
            }
            dropped += step.entries - passed
            #expect(passed == step.passed, "\(step)")
            #expect(reported == step.reported, "\(step)")
        }
        #expect(limiter.dropped == dropped)
        #expect(limiter.finish() == example.left)
        #expect(limiter.finish() == nil)
    }

    @Test func theDefaultsAreAsDocumented() {
        #expect(LogLimit() == LogLimit(entriesPerSecond: 1_000, burst: 5_000))
    }
}
