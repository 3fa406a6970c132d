import TestSupport
import Testing

@testable import PluginProtocol

@Suite("Stop machine")
struct StopMachineTests {
    typealias Event = StopMachine.Event
    typealias Action = StopMachine.Action

    static let policy = StopPolicy(
        shutdownDeadline: .seconds(11),
        exitGrace: .seconds(12),
        terminateGrace: .seconds(13),
        killGrace: .seconds(14)
    )
    static let begin: [Action] = [.callShutdown, .startTimer(.shutdown, .seconds(11))]
    static let leave: [Action] = [.closeConnection, .startTimer(.exit, .seconds(12))]
    static let terminate: [Action] = [.terminateGroup, .startTimer(.terminate, .seconds(13))]
    static let kill: [Action] = [.killGroup, .startTimer(.kill, .seconds(14))]
    static let graceful: [Action] = [.finished(graceful: true, forced: false)]
    static let ended: [Action] = [.finished(graceful: false, forced: false)]
    static let forced: [Action] = [.finished(graceful: false, forced: true)]

    struct Story: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var isConnected = true
        var steps: [(event: Event, actions: [Action])]
    }

    static let stories: [Story] = [
        Story(
            testDescription: "answers Shutdown and ends",
            steps: [
                (.stopRequested, begin), (.shutdownAnswered(.ok), leave), (.connectionClosed, []),
                (.processExited(.exited(0)), graceful),
            ]
        ),
        Story(
            testDescription: "closes the connection in place of an answer",
            steps: [
                (.stopRequested, begin), (.shutdownAnswered(.failed), leave), (.processExited(.exited(0)), graceful),
            ]
        ),
        Story(
            testDescription: "loses the connection before the answer",
            steps: [
                (.stopRequested, begin), (.connectionClosed, leave), (.shutdownAnswered(.failed), []),
                (.processExited(.exited(3)), graceful),
            ]
        ),
        Story(
            testDescription: "ends before it answers",
            steps: [(.stopRequested, begin), (.processExited(.exited(0)), graceful), (.shutdownAnswered(.failed), [])]
        ),
        Story(
            testDescription: "has no Shutdown and must be terminated",
            steps: [
                (.stopRequested, begin), (.shutdownAnswered(.unimplemented), leave), (.deadline(.exit), terminate),
                (.processExited(.signaled(15)), ended),
            ]
        ),
        Story(
            testDescription: "never answers Shutdown and ignores SIGTERM",
            steps: [
                (.stopRequested, begin), (.deadline(.shutdown), [.closeConnection] + terminate),
                (.deadline(.terminate), kill), (.processExited(.signaled(9)), forced),
            ]
        ),
        Story(
            testDescription: "cannot even be killed",
            steps: [
                (.stopRequested, begin), (.deadline(.shutdown), [.closeConnection] + terminate),
                (.deadline(.terminate), kill), (.deadline(.kill), forced), (.processExited(.signaled(9)), []),
            ]
        ),
        Story(
            testDescription: "handles SIGTERM and exits with a code",
            steps: [
                (.stopRequested, begin), (.deadline(.shutdown), [.closeConnection] + terminate),
                (.processExited(.exited(0)), ended),
            ]
        ),
        Story(
            testDescription: "crashes while it stops",
            steps: [(.stopRequested, begin), (.processExited(.signaled(11)), ended)]
        ),
        Story(
            testDescription: "has no connection yet",
            isConnected: false,
            steps: [(.stopRequested, terminate), (.deadline(.terminate), kill), (.processExited(.signaled(9)), forced)]
        ),
        Story(
            testDescription: "lost its connection earlier",
            steps: [(.connectionClosed, []), (.stopRequested, terminate), (.processExited(.signaled(15)), ended)]
        ),
        Story(
            testDescription: "ends though nobody asked",
            steps: [(.processExited(.exited(0)), ended), (.stopRequested, []), (.connectionClosed, [])]
        ),
        Story(
            testDescription: "is asked again at every step",
            steps: [
                (.stopRequested, begin), (.stopRequested, []), (.shutdownAnswered(.ok), leave), (.stopRequested, []),
                (.deadline(.exit), terminate), (.stopRequested, []), (.deadline(.terminate), kill),
                (.stopRequested, []),
                (.processExited(.exited(0)), forced), (.stopRequested, []),
            ]
        ),
        Story(
            testDescription: "sees deadlines of timers that were replaced",
            steps: [
                (.deadline(.shutdown), []), (.stopRequested, begin), (.deadline(.exit), []), (.deadline(.kill), []),
                (.shutdownAnswered(.ok), leave), (.deadline(.shutdown), []), (.deadline(.exit), terminate),
                (.deadline(.exit), []), (.deadline(.kill), []), (.deadline(.terminate), kill),
                (.deadline(.terminate), []),
                (.deadline(.kill), forced), (.deadline(.kill), []),
            ]
        ),
    ]

    @Test("A plugin that", .conforms(to: 72, 104, 105, 106, 107), arguments: stories)
    func story(_ story: Story) {
        var machine = StopMachine(policy: Self.policy, connected: story.isConnected)
        for (index, step) in story.steps.enumerated() {
            #expect(machine.handle(step.event) == step.actions, "step \(index): \(step.event)")
        }
        #expect(machine.phase == .finished)
    }

    @Test("The defaults are 2 s for the call, 2 s to end, 1 s after SIGTERM and 1 s after SIGKILL")
    func defaults() {
        let policy = StopMachine().policy
        #expect(policy.shutdownDeadline == .seconds(2))
        #expect(policy.exitGrace == .seconds(2))
        #expect(policy.terminateGrace == .seconds(1))
        #expect(policy.killGrace == .seconds(1))
        #expect(policy.total == .seconds(6))
    }

    @Test("Whatever happens, a stop ends once, within its time, and signals in order")
    func anyOrder() {
        var generator = SeededGenerator(seed: FuzzSettings.seed)
        let others: [Event] = [
            .stopRequested, .shutdownAnswered(.ok), .shutdownAnswered(.failed), .shutdownAnswered(.unimplemented),
            .connectionClosed, .deadline(.shutdown), .deadline(.exit), .deadline(.terminate), .deadline(.kill),
        ]
        for _ in 0..<FuzzSettings.iterations {
            var machine = StopMachine(policy: Self.policy, connected: Bool.random(using: &generator))
            var actions: [Action] = []
            var timer: StopMachine.Deadline?
            var longest = Duration.zero
            var event = Event.stopRequested
            for _ in 0..<1_000 where machine.phase != .finished {
                let next = machine.handle(event)
                actions += next
                for case .startTimer(let kind, let duration) in next {
                    timer = kind
                    longest += duration
                }
                // Half of the events are the running timer's, so that every stop comes to its end.
                let deadline = Bool.random(using: &generator) ? timer.map { Event.deadline($0) } : nil
                event = deadline ?? others.randomElement(using: &generator) ?? .stopRequested
            }
            #expect(longest <= Self.policy.total)
            let signals = actions.filter { $0 == .terminateGroup || $0 == .killGroup }
            #expect(signals == [.terminateGroup, .killGroup])
            #expect(actions.filter { if case .finished = $0 { true } else { false } } == Self.forced)
            #expect(actions.last == Self.forced.first)
            #expect(actions.filter { $0 == .callShutdown }.count <= 1)
        }
    }
}
