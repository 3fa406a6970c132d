import Testing

@testable import PluginEngine

@Suite
struct SupervisorUpgradeTests {
    static let old = Generation(1)
    static let new = Generation(2)

    /// A running plugin whose new version waits for its health check.
    static func checking() throws -> (Script, PluginSupervisor.HealthCheck) {
        var script = Script.running()
        script.tell(.filesChanged)
        #expect(script.deeds == [.load(new)])
        script.tell(.loaded(new))
        #expect(script.deeds == [.startCandidate(new)])
        script.tell(.started(new))
        let check = try #require(script.healthCheck)
        #expect(check.generation == new)
        #expect(script.phase == .running)
        return (script, check)
    }

    @Test func switchesWhenTheNewVersionServes() throws {
        var (script, check) = try Self.checking()
        script.tell(.callsInFlight(Self.old, 3))
        script.tell(.healthAnswered(check, .serving))
        #expect(script.deeds == [.switchTraffic(to: Self.new), .drain(Self.old)])
        #expect(script.supervisor.standing == .running(Self.new, demands: [.startup], calls: 0))
        #expect(script.supervisor.liveProcesses.sorted() == [Self.old, Self.new])
        script.tell(.drained(Self.old))
        #expect(script.deeds == [.stop(Self.old, .replaced)])
        script.tell(.processEnded(Self.old, .exited(0)))
        #expect(script.actions.isEmpty)
        #expect(script.supervisor.liveProcesses == [Self.new])
    }

    @Test(arguments: [PluginSupervisor.HealthAnswer.notServing, .deadlineExceeded, .failed])
    func keepsTheOldVersionWhenTheCheckFails(_ answer: PluginSupervisor.HealthAnswer) throws {
        var (script, check) = try Self.checking()
        script.tell(.healthAnswered(check, answer))
        guard case .candidateRefused(Self.new, _) = script.deeds.first else {
            Issue.record("\(script.actions)")
            return
        }
        #expect(script.deeds.last == .stop(Self.new, .refused))
        #expect(script.supervisor.standing == .running(Self.old, demands: [.startup], calls: 0))
        script.tell(.processEnded(Self.new, .exited(0)))
        #expect(script.actions.isEmpty)
    }

    static let failures: [(steps: Int, event: PluginSupervisor.Event, isStopped: Bool)] = [
        (0, .loadFailed(new, Script.problem), false),
        (1, .startFailed(new, Script.problem, processRemains: false), false),
        (1, .processEnded(new, .exited(1)), false),
        (1, .socketLost(new), true),
        (2, .processEnded(new, .exited(1)), false),
        (2, .socketLost(new), true),
    ]

    @Test(arguments: failures)
    func keepsTheOldVersionWhenTheNewOneFails(steps: Int, event: PluginSupervisor.Event, isStopped: Bool) {
        var script = Script.running()
        script.tell(.filesChanged)
        for step in [PluginSupervisor.Event.loaded(Self.new), .started(Self.new)].prefix(steps) { script.tell(step) }
        script.tell(event)
        #expect(script.deeds.count == (isStopped ? 2 : 1))
        #expect(script.crashes.isEmpty)
        #expect(script.supervisor.standing == .running(Self.old, demands: [.startup], calls: 0))
        // Once: the next try is for other files.
        script.tell(.demandAdded(.view("main")))
        #expect(script.deeds == [])
    }

    @Test func refusesANewVersionThatIsNeverAnswered() throws {
        var (script, _) = try Self.checking()
        script.now += .seconds(30)
        script.tell(.demandAdded(.user))
        #expect(script.deeds.contains(.stop(Self.new, .refused)))
    }

    @Test func restartsWithTheNewFilesWhenTheOldVersionCrashesMeanwhile() throws {
        var (script, _) = try Self.checking()
        script.tell(.processEnded(Self.old, .signaled(9)), after: .seconds(60))
        #expect(script.crashes.count == 1)
        #expect(script.deeds.contains(.candidateAbandoned(Self.new)))
        #expect(script.deeds.contains(.stop(Self.new, .refused)))
        #expect(script.phase == .recovering)
        script.tell(.processEnded(Self.new, .exited(0)))
        #expect(script.deeds == [.load(Generation(3))])
    }

    @Test func takesChangesOneAfterTheOther() throws {
        var (script, check) = try Self.checking()
        script.tell(.filesChanged)
        #expect(script.deeds == [])
        script.tell(.healthAnswered(check, .serving))
        script.tell(.drained(Self.old))
        #expect(script.deeds == [.stop(Self.old, .replaced)])
        script.tell(.processEnded(Self.old, .exited(0)))
        #expect(script.deeds == [.load(Generation(3))])
    }

    @Test func stopsBothWhenAUserStopsIt() throws {
        var (script, check) = try Self.checking()
        script.tell(.userStopped)
        #expect(script.deeds.contains(.stop(Self.old, .user)))
        #expect(script.deeds.contains(.stop(Self.new, .user)))
        script.tell(.healthAnswered(check, .serving))
        #expect(script.actions.isEmpty)
        script.tell(.processEnded(Self.old, .exited(0)))
        #expect(script.phase == .stopping)
        script.tell(.processEnded(Self.new, .exited(0)))
        #expect(script.phase == .stopped)
    }

    @Test func isRunningAgainWhenItReplacesADegradedVersion() throws {
        var script = Script.running()
        script.fire(.health)
        let first = try #require(script.healthCheck)
        script.tell(.healthAnswered(first, .notServing))
        script.tell(.filesChanged)
        script.tell(.loaded(Self.new))
        script.tell(.started(Self.new))
        let check = try #require(script.healthCheck)
        script.tell(.healthAnswered(check, .serving))
        #expect(script.phases == [.running])
    }
}
