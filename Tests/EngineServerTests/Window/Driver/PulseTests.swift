import Testing

@testable import EngineServer

@Suite struct PulseTests {
    @Test func isGoneWhenTheLastAnswerIsTooLongAgo() {
        let start = ContinuousClock.now
        var pulse = Pulse(timeout: .seconds(30), now: start)
        #expect(!pulse.isGone(now: start + .seconds(29)))
        #expect(pulse.isGone(now: start + .seconds(30)))
        pulse.beat(now: start + .seconds(15))
        #expect(!pulse.isGone(now: start + .seconds(44)))
        #expect(pulse.isGone(now: start + .seconds(45)))
    }

    @Test func asksTwiceBeforeItGivesUp() {
        let limits = WindowLimits()
        #expect(limits.pingInterval == .seconds(15) && limits.pongTimeout == .seconds(30))
    }
}
