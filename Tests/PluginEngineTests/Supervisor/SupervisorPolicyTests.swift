import Testing

@testable import PluginEngine

@Suite
struct SupervisorPolicyTests {
    @Test func hasTheNumbersOfTheDocument() {
        let policy = SupervisorPolicy()
        #expect(policy.healthInterval == .seconds(30))
        #expect(policy.healthDeadline == .seconds(5))
        #expect(policy.missedHealthLimit == 2)
        #expect(policy.backoff.first == .milliseconds(200))
        #expect(policy.backoff.factor == 2)
        #expect(policy.backoff.longest == .seconds(30))
        #expect(policy.backoff.jitter == 0.2)
        #expect(policy.healthyRun == .seconds(60))
        #expect(policy.startAttempts == 3)
        #expect(policy.crashBudget == 5)
        #expect(policy.crashWindow == .seconds(300))
        #expect(policy.breakerWait == .seconds(300))
        #expect(policy.longestBreakerWait == .seconds(3_600))
        #expect(policy.loadRetry == .seconds(300))
        #expect(policy.idleStop == .seconds(600))
        #expect(policy.drainLimit == .seconds(30))
        #expect(policy.demandLimit == 256)
    }

    @Test func cutsWhatAProblemSays() {
        let long = String(repeating: "x", count: 5_000)
        let problem = PluginProblem(code: long, message: long)
        #expect(problem.code.count == 64)
        #expect(problem.message.count == 1_000)
    }
}
