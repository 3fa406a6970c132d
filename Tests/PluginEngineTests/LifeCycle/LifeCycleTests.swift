import Testing

@testable import PluginEngine

@Suite
struct LifeCycleTests {
    @Test func recordsAStep() throws {
        var cycle = LifeCycle()
        #expect(cycle.phase == .installed)
        let step = try cycle.move(to: .validating, reason: "a call waits", cause: .demand, at: .seconds(7))
        #expect(cycle.phase == .validating)
        #expect(step.from == .installed)
        #expect(step.to == .validating)
        #expect(step.reason == "a call waits")
        #expect(step.cause == .demand)
        #expect(step.time == .seconds(7))
        #expect(cycle.history == [step])
    }

    @Test func beginsBeforeTheInstallation() throws {
        var cycle = LifeCycle(.uninstalled)
        #expect(cycle.phase == .uninstalled)
        try cycle.move(to: .installing, reason: "", cause: .install, at: .zero)
        #expect(cycle.phase == .installing)
    }

    @Test func refusesAStepThatTheTableDoesNotHaveAndStaysAsItWas() {
        var cycle = LifeCycle()
        let before = cycle
        for next in PluginPhase.allCases where !PhaseTable.allows(.installed, next) {
            #expect(throws: IllegalTransition(from: .installed, to: next)) {
                try cycle.move(to: next, reason: "", cause: .user, at: .zero)
            }
        }
        #expect(cycle == before)
        let message = "\(IllegalTransition(from: .stopping, to: .running))"
        #expect(message == "a plugin that is stopping cannot become running; it can become: stopped, failed")
    }

    @Test func keepsTheLastFiftySteps() throws {
        var cycle = LifeCycle()
        for number in 0..<60 {
            let next: PluginPhase = number.isMultiple(of: 2) ? .validating : .installed
            try cycle.move(to: next, reason: "\(number)", cause: .loader, at: .seconds(number))
        }
        #expect(cycle.history.count == 50)
        #expect(cycle.history.first?.reason == "10")
        #expect(cycle.history.last?.reason == "59")
    }

    @Test func cutsALongReason() throws {
        var cycle = LifeCycle()
        // One character of many scalars, so that counting characters would not be a limit.
        let reason = "e" + String(repeating: "\u{301}", count: 10_000)
        let step = try cycle.move(to: .validating, reason: reason, cause: .loader, at: .zero)
        #expect(step.reason.unicodeScalars.count == PluginTransition.reasonLimit)
    }
}
