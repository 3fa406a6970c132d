import Testing

@testable import OmniviewCLI

@Suite("Going on with a stream that broke") struct StreamResumptionTests {
    @Test func pausesGrowAndAttemptsEnd() {
        var resumption = StreamResumption()
        var pauses: [Duration] = []
        while let pause = resumption.broke() { pauses.append(pause) }
        #expect(pauses.count == StreamResumption.maxAttempts)
        #expect(pauses.prefix(3) == [.milliseconds(100), .milliseconds(200), .milliseconds(400)])
        #expect(pauses.max() == StreamResumption.longestPause)
        #expect(resumption.broke() == nil)
    }

    @Test func whateverComesBeginsAnew() {
        var resumption = StreamResumption()
        for _ in 0..<StreamResumption.maxAttempts { _ = resumption.broke() }
        resumption.received(id: nil)
        #expect(resumption.broke() == StreamResumption.firstPause)
    }

    @Test func whereTheStreamIsCountsWhenItHasMovedOn() {
        var resumption = StreamResumption()
        resumption.moved(to: "3")
        #expect(resumption.lastID == "3")
        for _ in 0..<StreamResumption.maxAttempts {
            #expect(resumption.broke() != nil)
            // Each connection begins with the same number and brings nothing.
            resumption.moved(to: "3")
        }
        #expect(resumption.broke() == nil)
        resumption.moved(to: "4")
        #expect(resumption.lastID == "4")
        #expect(resumption.broke() == StreamResumption.firstPause)
    }

    @Test func theLastIDIsRemembered() {
        var resumption = StreamResumption()
        #expect(resumption.lastID == nil)
        resumption.received(id: "3")
        resumption.received(id: nil)
        #expect(resumption.lastID == "3")
        resumption.received(id: "4")
        #expect(resumption.lastID == "4")
    }
}
