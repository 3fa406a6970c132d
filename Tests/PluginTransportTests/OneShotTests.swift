import PluginTransport
import Testing

/// A value that is set once.
@Suite struct OneShotTests {
    @Test func firstOutcomeWins() async throws {
        let shot = OneShot<Int>()
        shot.fulfil(.success(1))
        shot.fulfil(.success(2))
        #expect(try await shot.value() == 1)
    }

    @Test func everyWaiterIsWoken() async throws {
        let shot = OneShot<Int>()
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 { group.addTask { try await shot.value() } }
            shot.fulfil(.success(3))
            return try await group.reduce(0, +)
        }
        #expect(sum == 300)
    }

    @Test func cancelledWaiterLeavesAndOthersStay() async throws {
        let shot = OneShot<Int>()
        let staying = Task { try await shot.value() }
        let leaving = Task { try await shot.value() }
        leaving.cancel()
        await #expect(throws: CancellationError.self) { try await leaving.value }
        shot.fulfil(.success(4))
        #expect(try await staying.value == 4)
    }

    @Test func deadlineEndsAWaitThatIsCancellable() async throws {
        struct Late: Error {}
        await #expect(throws: Late.self) {
            try await withDeadline(.milliseconds(10), timeoutError: Late()) { try await OneShot<Int>().value() }
        }
    }
}
