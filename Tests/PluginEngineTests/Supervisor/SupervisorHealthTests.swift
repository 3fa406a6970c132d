import Testing

@testable import PluginEngine

@Suite
struct SupervisorHealthTests {
    typealias Answer = PluginSupervisor.HealthAnswer

    /// Answers to one check after another, the phase after the last, and how many crashes were reported.
    static let stories: [(answers: [Answer?], phase: PluginPhase, crashes: Int)] = [
        ([.serving, .serving, .serving], .running, 0),
        ([.deadlineExceeded], .degraded, 0),
        ([.deadlineExceeded, .serving], .running, 0),
        ([.deadlineExceeded, .serving, .deadlineExceeded], .degraded, 0),
        ([.deadlineExceeded, .deadlineExceeded], .recovering, 1),
        ([.notServing, .notServing, .notServing], .degraded, 0),
        ([.notServing, .serving], .running, 0),
        ([.deadlineExceeded, .notServing, .deadlineExceeded], .degraded, 0),
        // A failed call is no sign of a hang, and none of life either.
        ([.failed, .failed, .failed, .failed], .degraded, 0),
        ([.deadlineExceeded, .failed, .deadlineExceeded], .recovering, 1),
        // Not even the driver answers.
        ([nil, nil], .degraded, 0),
        ([nil, nil, nil], .recovering, 1),
    ]

    @Test(arguments: stories)
    func countsWhatIsMissed(answers: [Answer?], phase: PluginPhase, crashes: Int) throws {
        var script = Script.running()
        var reported: [CrashSummary] = []
        for answer in answers {
            script.fire(.health)
            reported += script.crashes
            if script.phase == .recovering { break }
            let check = try #require(script.healthCheck)
            #expect(script.actions.contains(.checkHealth(check, deadline: .seconds(5))))
            guard let answer else { continue }
            script.tell(.healthAnswered(check, answer), after: .seconds(5))
            reported += script.crashes
            // Said twice, it counts once.
            #expect(script.tell(.healthAnswered(check, answer)).isEmpty)
        }
        #expect(script.phase == phase)
        #expect(reported.map(\.kind) == Array(repeating: .hung(missed: 2), count: crashes))
    }

    @Test func stopsWhatHangsBeforeItStartsAnother() throws {
        var script = Script.running()
        for _ in 1...2 {
            script.fire(.health)
            let check = try #require(script.healthCheck)
            script.tell(.healthAnswered(check, .deadlineExceeded), after: .seconds(5))
        }
        #expect(script.now == .seconds(65))
        #expect(script.deeds.last == .stop(Generation(1), .crashed))
        #expect(script.supervisor.standing == .notRunning(.stopping(Generation(1))))
        #expect(script.time(of: .restart) == nil)
        script.tell(.processEnded(Generation(1), .signaled(9)), after: .seconds(5))
        #expect(script.deeds == [.load(Generation(2))])
    }

    @Test func asksEveryThirtySeconds() {
        var script = Script.running()
        for round in 1...3 {
            script.fire(.health)
            #expect(script.now == .seconds(30 * round))
            if let check = script.healthCheck { script.tell(.healthAnswered(check, .serving)) }
        }
    }
}
