import Testing

@testable import PluginEngine

@Suite
struct SupervisorCrashTests {
    @Test func restartsAtOnceAfterAHealthyRun() {
        var script = Script.running()
        script.tell(.processEnded(Generation(1), .signaled(9)), after: .seconds(60))
        #expect(script.phases == [.recovering, .validating])
        #expect(script.crashes.map(\.uptime) == [.seconds(60)])
        #expect(script.crashes.map(\.numberInBudget) == [1])
        #expect(script.deeds.last == .load(Generation(2)))
    }

    @Test func startsAtOnceAfterAFirstCrash() {
        var script = Script.running()
        script.tell(.processEnded(Generation(1), .exited(0)), after: .seconds(1))
        #expect(script.phases == [.recovering, .validating])
        #expect(script.deeds.last == .load(Generation(2)))
    }

    @Test func waitsAfterAShortRunThatCameAgain() {
        var script = Script.running()
        script.crash()
        script.tell(.processEnded(Generation(2), .exited(0)), after: .seconds(59))
        #expect(script.phases == [.recovering])
        #expect(script.time(of: .restart) == .milliseconds(59_200))
        let until = Duration.milliseconds(59_200)
        #expect(script.supervisor.standing == .notRunning(.backingOff(until: until)))
        script.tell(.callWaits)
        #expect(script.deeds == [])
        script.fire(.restart)
        #expect(script.deeds == [.load(Generation(3))])
    }

    @Test func waitsAfterAFirstStartThatFails() {
        var script = Script()
        script.tell(.demandAdded(.startup))
        script.tell(.loaded(Generation(1)))
        script.tell(.startFailed(Generation(1), Script.problem, processRemains: false))
        #expect(script.time(of: .restart) == script.now + .milliseconds(200))
    }

    @Test func reportsACrashOnce() {
        var script = Script.running()
        script.tell(.socketLost(Generation(1)))
        #expect(script.crashes.map(\.kind) == [.socketLost])
        #expect(script.deeds.last == .stop(Generation(1), .crashed))
        for event in [
            PluginSupervisor.Event.socketLost(Generation(1)), .processEnded(Generation(1), .signaled(15)),
            .processEnded(Generation(1), .signaled(15)), .stopFinished(Generation(1)),
        ] {
            script.tell(event)
            #expect(script.crashes.isEmpty)
        }
        #expect(script.supervisor.budget.count(at: script.now) == 1)
    }

    @Test func opensAtTheFifthCrashAndTriesOnceAfterFiveMinutes() {
        var script = Script.running()
        for number in 1...5 {
            script.crash(after: .seconds(1))
            #expect(script.crashes.map(\.numberInBudget) == [number])
        }
        #expect(script.phase == .failed)
        #expect(script.time(of: .restart) == script.now + .seconds(300))
        script.tell(.callWaits, after: .seconds(299))
        let open = Obstacle.failedTooOften(failures: 5, retryAt: script.now + .seconds(1))
        #expect(script.deeds.first == .notifyWaiters(.failed(open)))
        script.fire(.restart)
        #expect(script.phases == [.validating])
        script.comeUp()
        // The one try fails: twice the wait.
        script.tell(.processEnded(script.newest, .exited(1)), after: .seconds(59))
        #expect(script.phases == [.failed])
        #expect(script.time(of: .restart) == script.now + .seconds(600))
        let again = Obstacle.failedTooOften(failures: 6, retryAt: script.now + .seconds(600))
        #expect(script.supervisor.standing == .notRunning(again))
        script.fire(.restart)
        script.comeUp()
        // The next one runs well for a minute: all is forgotten.
        script.fire(.healthyRun)
        #expect(script.supervisor.breaker.state == .closed)
        script.tell(.processEnded(script.newest, .exited(1)))
        #expect(script.crashes.map(\.numberInBudget) == [1])
        #expect(script.phases == [.recovering, .validating])
    }

    @Test func doesNotOpenForCrashesFarApart() {
        var script = Script.running()
        for _ in 1...20 {
            script.crash(after: .seconds(76))
            #expect(script.phase == .running)
        }
    }

    @Test(arguments: [PluginSupervisor.Event.userStarted, .userRestarted])
    func letsAUserTryOnce(_ event: PluginSupervisor.Event) {
        var script = Script.running()
        for _ in 1...5 { script.crash() }
        script.tell(event)
        #expect(script.deeds == [.load(script.newest)])
        script.comeUp()
        script.crash()
        #expect(script.phase == .failed)
    }

    @Test func forgetsEverythingWhenAUserResetsIt() {
        var script = Script.running()
        for _ in 1...5 { script.crash() }
        script.tell(.userReset)
        #expect(script.phases == [.installed, .validating])
        script.comeUp()
        script.tell(.processEnded(script.newest, .exited(1)))
        #expect(script.crashes.map(\.numberInBudget) == [1])
        script.comeUp()
        script.tell(.processEnded(script.newest, .exited(1)))
        #expect(script.time(of: .restart) == script.now + .milliseconds(200))
    }

    @Test func isNotStartedAgainWhenNobodyNeedsIt() {
        var script = Script.crashedTwiceForNobody()
        #expect(script.phases == [.recovering, .stopped])
        #expect(script.supervisor.standing == .notRunning(.notNeeded))
        #expect(script.supervisor.timers.isEmpty)
        // And a call soon after still waits out the delay.
        script.tell(.callWaits)
        #expect(script.deeds == [])
        script.fire(.restart)
        #expect(script.deeds == [.load(Generation(3))])
    }

    @Test func ignoresOldGenerations() {
        var script = Script.running()
        script.crash()
        #expect(script.phase == .running)
        #expect(script.newest == Generation(2))
        for event in [
            PluginSupervisor.Event.processEnded(Generation(1), .signaled(9)), .socketLost(Generation(1)),
            .started(Generation(1)), .stopFinished(Generation(1)), .loaded(Generation(1)), .drained(Generation(1)),
            .startFailed(Generation(1), Script.problem, processRemains: true), .processEnded(Generation(99), .unknown),
            .timerFired(SupervisorTimer(purpose: .restart, number: 1)), .callsInFlight(Generation(1), 4),
        ] {
            script.tell(event)
            #expect(script.actions.isEmpty, "\(event)")
        }
    }
}
