import EngineAPI
import Testing

@testable import EngineServer

@Suite(.timeLimit(.minutes(1))) struct WindowOperationTests {
    private let forever: @Sendable () async -> String = {
        for await _ in AsyncStream<Void>.makeStream().stream {}
        return Task.isCancelled ? "cancelled" : "?"
    }

    private func status(_ outcome: WindowOperation.Outcome<String>) -> Int? { outcome.stop?.end.status }

    @Test func worksToTheEnd() async {
        let outcome = await WindowOperation(limits: WindowLimits()).run(limit: .seconds(60)) { "done" }
        #expect(outcome.value == "done" && outcome.stop == nil)
    }

    @Test func isStoppedForTheFirstReason() async {
        let operation = WindowOperation(limits: WindowLimits())
        operation.stop(.exhausted)
        operation.stop(.cancelled)
        let outcome = await operation.run(limit: nil, forever)
        #expect(outcome.value == "cancelled" && status(outcome) == 8)
    }

    @Test func hasADeadline() async {
        let outcome = await WindowOperation(limits: WindowLimits()).run(limit: .milliseconds(1), forever)
        #expect(outcome.value == "cancelled" && status(outcome) == 4)
        #expect(outcome.stop?.end.message == "the deadline of 1 ms is over")
    }

    @Test func endsWithTheTaskAroundIt() async {
        let operation = WindowOperation(limits: WindowLimits())
        let task = Task { await operation.run(limit: .seconds(60), forever) }
        task.cancel()
        let outcome = await task.value
        #expect(outcome.value == "cancelled" && outcome.stop == nil)
    }

    @Test func handsOverTheRequestOrNothing() async {
        let operation = WindowOperation(limits: WindowLimits())
        operation.hand([1])
        #expect(await operation.request() == [1])
        let waiting = Task { await WindowOperation(limits: WindowLimits()).request() }
        waiting.cancel()
        #expect(await waiting.value == nil)
    }
}
