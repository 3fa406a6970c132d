import Testing

@testable import PluginEngine

@Suite
struct SupervisorStopTests {
    typealias Event = PluginSupervisor.Event
    typealias StopReason = PluginSupervisor.StopReason

    static let stops: [(event: Event, reason: StopReason, obstacle: Obstacle)] = [
        (.userStopped, .user, .stoppedByUser), (.disabled, .disabled, .disabled),
        (.engineStopping, .engineStopping, .engineStopping), (.removalRequested, .removed, .removed),
    ]

    @Test(arguments: stops)
    func isStoppedAndNeverCountedAsCrashed(event: Event, reason: StopReason, obstacle: Obstacle) {
        for end in [BackendEnd.exited(0), .exited(3), .signaled(9), .unknown] {
            var script = Script.running()
            script.tell(event)
            #expect(script.deeds == [.stop(Generation(1), reason)])
            #expect(script.phases == [.stopping])
            #expect(script.supervisor.timers.isEmpty)
            script.tell(.processEnded(Generation(1), end))
            #expect(script.crashes.isEmpty)
            #expect(script.phases.first == .stopped)
            #expect(script.supervisor.standing == .notRunning(obstacle))
            #expect(script.supervisor.budget.count(at: script.now) == 0)
        }
    }

    @Test(arguments: stops)
    func isStoppedWhileItStarts(event: Event, reason: StopReason, obstacle: Obstacle) {
        var script = Script()
        script.tell(.demandAdded(.startup))
        script.tell(.loaded(Generation(1)))
        script.tell(event)
        #expect(script.deeds == [.stop(Generation(1), reason)])
        #expect(script.phases == [.stopping])
        script.tell(.started(Generation(1)))
        #expect(script.actions.isEmpty)
        script.tell(.startFailed(Generation(1), Script.problem, processRemains: false))
        #expect(script.crashes.isEmpty)
        #expect(script.phases.first == .stopped)
    }

    @Test func staysStoppedUntilAUserStartsIt() {
        var script = Script.running()
        script.tell(.userStopped)
        script.tell(.processEnded(Generation(1), .exited(0)))
        script.tell(.demandAdded(.view("main")))
        #expect(script.actions.isEmpty)
        script.tell(.userStarted)
        #expect(script.deeds == [.load(Generation(2))])
        #expect(script.supervisor.demands == [.startup, .user, .view("main")])
    }

    @Test func restartsAfterTheEndOfTheOldProcess() {
        // Nobody needs it, and still it is started again: a person said so.
        var script = Script.running(for: nil)
        script.tell(.userRestarted)
        #expect(script.deeds == [.stop(Generation(1), .restart)])
        script.tell(.stopFinished(Generation(7)))
        #expect(script.actions.isEmpty)
        script.tell(.processEnded(Generation(1), .exited(0)))
        #expect(script.deeds == [.load(Generation(2))])
        #expect(script.phases == [.stopped, .validating])
        script.comeUp()
        #expect(script.supervisor.standing == .running(Generation(2), demands: [], calls: 0))
    }

    @Test func startsNothingBesideAProcessThatDoesNotEnd() {
        var script = Script.running()
        script.tell(.userStopped)
        script.tell(.stopFinished(Generation(1)))
        #expect(script.phases == [.failed])
        script.tell(.userStarted)
        #expect(script.deeds == [])
        #expect(script.supervisor.standing == .notRunning(.processRemains(Generation(1))))
        script.tell(.callWaits)
        #expect(script.deeds == [.notifyWaiters(.failed(.processRemains(Generation(1))))])
        #expect(script.supervisor.liveProcesses == [Generation(1)])
        script.tell(.processEnded(Generation(1), .signaled(9)))
        #expect(script.deeds == [.load(Generation(2))])
    }

    @Test func remembersAProcessThatAFailedStartLeft() {
        var script = Script()
        script.tell(.demandAdded(.startup))
        script.tell(.loaded(Generation(1)))
        script.tell(.startFailed(Generation(1), Script.problem, processRemains: true))
        #expect(script.supervisor.liveProcesses == [Generation(1)])
        #expect(script.phases == [.recovering, .failed])
        script.tell(.processEnded(Generation(1), .signaled(9)), after: .seconds(1))
        #expect(script.crashes.isEmpty)
        #expect(script.deeds == [.load(Generation(2))])
    }

    @Test func removesTheFilesWhenNothingLives() {
        var script = Script.running()
        script.tell(.removalRequested)
        #expect(!script.actions.contains(.removeFiles))
        script.tell(.processEnded(Generation(1), .exited(0)))
        #expect(script.deeds == [.removeFiles])
        #expect(script.phases == [.stopped, .uninstalling])
        script.tell(.filesRemoved)
        #expect(script.phases == [.uninstalled])
    }

    @Test func runsOnWhenItsFilesCannotBeRemoved() {
        var script = Script.running()
        script.tell(.removalRequested)
        script.tell(.processEnded(Generation(1), .exited(0)))
        script.tell(.removalFailed(Script.problem))
        #expect(script.deeds == [.load(Generation(2))])
    }

    @Test func canBeRemovedAgainWhenThatFailed() {
        var script = Script()
        script.tell(.removalRequested)
        script.tell(.removalFailed(Script.problem))
        #expect(script.phases == [.failed, .installed])
        #expect(script.supervisor.removalProblem == Script.problem)
        script.tell(.removalRequested)
        #expect(script.deeds == [.removeFiles])
        script.tell(.filesRemoved)
        #expect(script.phase == .uninstalled)
    }
}
