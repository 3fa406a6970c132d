import Testing

@testable import PluginEngine

@Suite
struct SupervisorDemandTests {
    @Test func countsEqualDemands() {
        var script = Script()
        script.tell(.demandAdded(.view("main")))
        script.tell(.demandAdded(.view("main")))
        script.tell(.demandRemoved(.view("main")))
        #expect(script.supervisor.demands == [.view("main")])
        script.tell(.demandRemoved(.view("main")))
        script.tell(.demandRemoved(.view("main")))
        #expect(script.supervisor.demands == [])
    }

    @Test func remembersALimitedNumber() {
        var script = Script()
        for number in 0..<1_000 { script.tell(.demandAdded(.view("\(number)"))) }
        #expect(script.supervisor.demands.count == 256)
    }

    @Test func letsABackendGoAfterTheIdleTime() {
        var script = Script.running(for: .view("main"))
        #expect(script.time(of: .idle) == nil)
        script.tell(.demandRemoved(.view("main")), after: .seconds(10))
        #expect(script.time(of: .idle) == .seconds(610))
        script.fire(.idle)
        #expect(script.deeds == [.drain(Generation(1))])
        #expect(script.phases == [.stopping])
        script.tell(.drained(Generation(1)))
        #expect(script.deeds == [.stop(Generation(1), .idle)])
        // The next call is not refused: it waits for the next process.
        script.tell(.callWaits)
        #expect(script.deeds == [])
        script.tell(.processEnded(Generation(1), .exited(0)))
        #expect(script.deeds == [.load(Generation(2))])
        #expect(script.crashes.isEmpty)
        script.comeUp()
        #expect(script.deeds == [.notifyWaiters(.ready(Generation(2)))])
    }

    /// One that was answered meanwhile takes nobody else's place.
    @Test func startsNothingForACallThatWasGivenUp() {
        var script = Script.crashedTwiceForNobody()
        script.tell(.callWaits)
        script.tell(.callGivenUp(round: script.supervisor.waitingRound - 1))
        #expect(script.supervisor.isNeeded)
        script.tell(.callGivenUp(round: script.supervisor.waitingRound))
        #expect(!script.supervisor.isNeeded)
        script.tell(.callGivenUp(round: script.supervisor.waitingRound))
        #expect(script.time(of: .restart) == nil)
        script.tell(.callsInFlight(Generation(9), 0), after: .seconds(1))
        #expect(script.deeds == [])
    }

    @Test func staysWhileCallsAreUnderWay() {
        var script = Script.running(for: nil)
        script.tell(.callsInFlight(Generation(1), 1), after: .seconds(599))
        script.fire(.idle)
        #expect(script.deeds == [])
        #expect(script.time(of: .idle) == nil)
        script.tell(.callsInFlight(Generation(1), 0), after: .seconds(5_000))
        #expect(script.time(of: .idle) == script.now + .seconds(600))
    }

    @Test func doesNotSetTheTimerAnewForEachCall() {
        var script = Script.running(for: nil) { $0.healthInterval = .seconds(100_000) }
        for _ in 0..<100 {
            script.tell(.callsInFlight(Generation(1), 1), after: .seconds(1))
            #expect(script.actions.isEmpty)
            script.tell(.callsInFlight(Generation(1), 0), after: .seconds(1))
            #expect(script.actions.isEmpty)
        }
        // It runs out for nothing and is set for the rest.
        script.fire(.idle)
        #expect(script.deeds == [])
        #expect(script.time(of: .idle) == .seconds(800))
        script.fire(.idle)
        #expect(script.deeds == [.drain(Generation(1))])
    }

    @Test func staysForEverWhenThereIsNoIdleTime() {
        var script = Script.running(for: nil) { $0.idleStop = nil }
        script.tell(.callsInFlight(Generation(1), 0), after: .seconds(100_000))
        #expect(script.phase == .running)
        #expect(script.time(of: .idle) == nil)
    }

    @Test func stopsWhatDoesNotDrain() {
        var script = Script.running(for: nil)
        script.fire(.idle)
        script.fire(.drain)
        #expect(script.now == .seconds(630))
        #expect(script.deeds == [.stop(Generation(1), .idle)])
    }

    @Test func reportsTheEndOfWhatDrainsWithoutCountingIt() {
        var script = Script.running(for: nil)
        script.fire(.idle)
        script.tell(.processEnded(Generation(1), .signaled(11)))
        #expect(script.crashes.map(\.numberInBudget) == [nil])
        #expect(script.phases == [.stopped])
    }

    @Test func neverGoesBackInTime() {
        var script = Script.running()
        _ = script.supervisor.handle(.demandAdded(.user), at: .seconds(-50))
        #expect(script.supervisor.now == .zero)
    }
}
