import Testing

@testable import PluginEngine

@Suite
struct SupervisorStartTests {
    typealias Event = PluginSupervisor.Event

    @Test(arguments: [
        Demand.startup, .user, .capability("resource"), .view("main"), .command("sync"), .dependency("other"),
    ])
    func startsForADemand(_ demand: Demand) {
        var script = Script()
        script.tell(.demandAdded(demand))
        #expect(script.deeds == [.load(Generation(1))])
        #expect(script.phases == [.validating])
        #expect(script.supervisor.standing == .starting(Generation(1), demands: [demand]))
        script.tell(.loaded(Generation(1)))
        #expect(script.deeds == [.start(Generation(1))])
        #expect(script.phases == [.starting])
        script.tell(.started(Generation(1)))
        #expect(script.deeds == [])
        #expect(script.phases == [.running])
        #expect(script.supervisor.standing == .running(Generation(1), demands: [demand], calls: 0))
        #expect(script.time(of: .health) == .seconds(30))
    }

    @Test func wakesForACallAndTellsAllThatWait() {
        var script = Script()
        #expect(script.tell(.callWaits).contains(.load(Generation(1))))
        #expect(script.tell(.callWaits).isEmpty)
        script.tell(.loaded(Generation(1)))
        script.tell(.started(Generation(1)))
        #expect(script.deeds == [.notifyWaiters(.ready(Generation(1)))])
        script.tell(.callWaits)
        #expect(script.deeds == [.notifyWaiters(.ready(Generation(1)))])
    }

    @Test(arguments: [
        ([Event.disabled], Obstacle.disabled), ([.userStopped], .stoppedByUser), ([.engineStopping], .engineStopping),
        ([.removalRequested], .removed), ([.removalRequested, .filesRemoved], .removed),
    ])
    func neverStartsWhatMustNotRun(_ events: [Event], _ obstacle: Obstacle) {
        var script = Script()
        for event in events { script.tell(event) }
        for event in [Event.demandAdded(.startup), .filesChanged, .userReset, .callWaits] {
            script.tell(event)
            #expect(script.deeds == (event == .callWaits ? [.notifyWaiters(.failed(obstacle))] : []))
        }
        #expect(script.supervisor.standing == .notRunning(obstacle))
        #expect(obstacle.message(plugin: "sample").contains("sample"))
    }

    @Test func startsWhatWasWantedWhenItIsEnabled() {
        var script = Script(isEnabled: false)
        script.tell(.demandAdded(.startup))
        #expect(script.deeds == [])
        script.tell(.enabled)
        #expect(script.deeds == [.load(Generation(1))])
    }

    @Test func leavesRefusedFilesAloneUntilTheyChange() {
        var script = Script()
        script.tell(.demandAdded(.startup))
        script.tell(.callWaits)
        script.tell(.loadFailed(Generation(1), Script.problem), after: .seconds(1))
        let refused = Obstacle.refused(Script.problem, retryAt: .seconds(301))
        #expect(script.deeds == [.notifyWaiters(.failed(refused))])
        #expect(script.phase == .failed)
        #expect(script.supervisor.standing == .notRunning(refused))
        script.tell(.filesChanged)
        #expect(script.deeds == [.load(Generation(2))])
        #expect(script.phases == [.installed, .validating])
    }

    @Test func looksAtRefusedFilesAgainAfterAWhile() {
        var script = Script()
        script.tell(.demandAdded(.startup))
        script.tell(.loadFailed(Generation(1), Script.problem))
        #expect(script.time(of: .restart) == .seconds(300))
        script.fire(.restart)
        #expect(script.deeds == [.load(Generation(2))])
    }

    @Test func forgetsWhatItLoadsWhenItIsNotAllowedAnyMore() {
        var script = Script()
        script.tell(.demandAdded(.startup))
        script.tell(.disabled)
        #expect(script.phases == [.installed])
        script.tell(.loaded(Generation(1)))
        #expect(script.actions.isEmpty)
        script.tell(.enabled)
        #expect(script.deeds == [.load(Generation(2))])
        // The answer to the first attempt does not count for the second.
        script.tell(.loadFailed(Generation(1), Script.problem))
        #expect(script.phase == .validating)
    }

    @Test func givesUpAfterThreeStartsThatFail() {
        var script = Script()
        script.tell(.demandAdded(.startup))
        script.tell(.callWaits)
        for attempt in 1...3 {
            script.tell(.loaded(script.newest))
            script.tell(.startFailed(script.newest, Script.problem, processRemains: false))
            #expect(script.crashes.map(\.numberInBudget) == [attempt])
            #expect(script.crashes.map(\.kind) == [.failedStart(Script.problem)])
            if attempt < 3 {
                #expect(script.phases == [.recovering])
                #expect(script.time(of: .restart) == script.now + .milliseconds(100 << attempt))
                script.fire(.restart)
                #expect(script.deeds == [.load(Generation(attempt + 1))])
            }
        }
        #expect(script.phases == [.failed])
        let obstacle = Obstacle.failedTooOften(failures: 3, retryAt: script.now + .seconds(300))
        #expect(script.deeds.last == .notifyWaiters(.failed(obstacle)))
    }
}
