import Synchronization
import TestSupport
import Testing

@testable import PluginTestKit

/// How checks are run.
@Suite(.timeLimit(.minutes(5))) struct CheckRunnerTests {
    /// Counts how many live at a time.
    private final class Count: Sendable {
        private let storage = Mutex((now: 0, most: 0, ended: 0))

        var most: Int { storage.withLock { $0.most } }
        var ended: Int { storage.withLock { $0.ended } }

        func begin() { storage.withLock { ($0.now, $0.most) = ($0.now + 1, max($0.most, $0.now + 1)) } }
        func end() { storage.withLock { ($0.now, $0.ended) = ($0.now - 1, $0.ended + 1) } }
    }

    private func runner(_ count: Count, concurrency: Int = 2, deadline: Duration = .seconds(60)) -> CheckRunner<Int> {
        CheckRunner(
            concurrency: concurrency,
            deadline: deadline,
            makeTrial: {
                count.begin()
                return 7
            },
            endTrial: { _ in count.end() }
        )
    }

    @Test func everyOutcomeIsReportedInTheOrderOfTheChecks() async {
        struct Odd: Error {}
        let count = Count()
        let results = await runner(count).run(
            [
                ConformanceCheck(1, named: "good") { #expect($0 == 7) },
                ConformanceCheck(2, named: "bad") { _ in throw CheckFinding("it is bad") },
                ConformanceCheck(3, named: "none") { _ in throw CheckNotApplicable("there is none") },
                ConformanceCheck(4, 5, named: "odd") { _ in throw Odd() },
            ],
            onResult: { _ in }
        )
        #expect(
            results.map(\.outcome) == [
                .passed, .failed("it is bad"), .notApplicable("there is none"), .failed("Odd()"),
            ]
        )
        #expect(results.map(\.statements) == [[1], [2], [3], [4, 5]])
        #expect(count.ended == 4)
    }

    @Test(arguments: [1, 2, 5])
    func noMoreThanThatManyRunAtATime(concurrency: Int) async {
        let count = Count()
        let checks = (0..<20).map { number in
            ConformanceCheck<Int>(1, named: "\(number)") { _ in try await Task.sleep(for: .milliseconds(5)) }
        }
        let results = await runner(count, concurrency: concurrency).run(checks) { _ in }
        #expect(results.count == 20)
        #expect(count.most == concurrency)
        #expect(count.ended == 20)
    }

    @Test func deadlineEndsACheckAndItsTrial() async {
        let count = Count()
        let check = ConformanceCheck<Int>(1, named: "for ever") { _ in try await Task.sleep(for: .seconds(3600)) }
        let results = await runner(count, deadline: .milliseconds(20)).run([check]) { _ in }
        #expect(results.first?.isFailure == true)
        #expect(count.ended == 1)
    }

    @Test func trialThatCannotBeMadeIsAFailure() async {
        let runner = CheckRunner<Int>(
            concurrency: 1,
            deadline: .seconds(60),
            makeTrial: { throw CheckFinding("no folder") },
            endTrial: { _ in Issue.record("there was none") }
        )
        let results = await runner.run([ConformanceCheck(1, named: "good") { _ in }]) { _ in }
        #expect(results.first?.outcome == .failed("no folder"))
    }

    @Test func cancellationEndsWhatRunsAndBeginsNothing() async throws {
        let count = Count()
        let checks = (0..<10).map { number in
            ConformanceCheck<Int>(1, named: "\(number)") { _ in try await Task.sleep(for: .seconds(3600)) }
        }
        let runner = runner(count)
        let running = Task { await runner.run(checks) { _ in } }
        #expect(try await ProcessFacts.eventually { count.most == 2 })
        running.cancel()
        #expect(await running.value.count == 2)
        #expect(count.ended == 2)
    }
}
