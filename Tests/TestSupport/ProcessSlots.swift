import Synchronization
public import Testing

/// Lets only a few tests that start processes run at a time.
///
/// The test runner starts everything at once. Hundreds of processes on a few cores make every one of them slow, and a
/// start timeout or a deadline then measures the machine and not the code.
public struct ProcessSlots: SuiteTrait, TestTrait, TestScoping {
    /// Applies to every test of a suite.
    public let isRecursive = true

    /// Limits single test cases; suites and functions hold no slot while their cases wait for one.
    public func scopeProvider(for test: Test, testCase: Test.Case?) -> Self? {
        testCase == nil ? nil : self
    }

    /// Runs a test case when a slot is free.
    public func provideScope(
        for test: Test,
        testCase: Test.Case?,
        performing function: @Sendable @concurrent () async throws -> Void
    ) async throws {
        await Self.slots.take()
        defer { Self.slots.giveBack() }
        try await function()
    }

    private static let slots = Slots(count: 6)
}

extension Trait where Self == ProcessSlots {
    /// Only a few of these tests run at a time.
    public static var startsProcesses: Self { ProcessSlots() }
}

/// A counting semaphore whose waiters are tasks, first come, first served.
private final class Slots: Sendable {
    private struct State {
        var free: Int
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>

    init(count: Int) {
        state = Mutex(State(free: count))
    }

    func take() async {
        await withCheckedContinuation { continuation in
            let isFree = state.withLock { state in
                guard state.free > 0 else {
                    state.waiters.append(continuation)
                    return false
                }
                state.free -= 1
                return true
            }
            if isFree { continuation.resume() }
        }
    }

    func giveBack() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            if state.waiters.isEmpty {
                state.free += 1
                return nil
            }
            return state.waiters.removeFirst()
        }
        next?.resume()
    }
}
