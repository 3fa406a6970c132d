import Synchronization

/// So much of something as there is, for tasks that take of it and wait, in order, when there is not enough.
final class Permits: Sendable {
    private struct Waiter {
        let number: Int
        let count: Int
        let continuation: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var available: Int
        var waiters: [Waiter] = []
        var nextNumber = 0
        var isClosed = false

        /// Who may go on now.
        mutating func served() -> [Waiter] {
            let count = waiters.prefix { waiter in
                guard waiter.count <= available else { return false }
                available -= waiter.count
                return true
            }.count
            defer { waiters.removeFirst(count) }
            return Array(waiters.prefix(count))
        }
    }

    private let state: Mutex<State>
    private let limit: Int

    /// - Parameters:
    ///   - available: how much there is at first.
    ///   - limit: how much there can ever be; what is given beyond is lost.
    init(_ available: Int, limit: Int) {
        self.limit = limit
        state = Mutex(State(available: available))
    }

    /// How much there is.
    var available: Int { state.withLock { $0.available } }

    /// How many tasks wait.
    var waiting: Int { state.withLock { $0.waiters.count } }

    /// Takes some, or waits until it can. Throws when the task is cancelled or there will never be more.
    func take(_ count: Int = 1) async throws(CancellationError) {
        let number = state.withLock { state in
            defer { state.nextNumber += 1 }
            return state.nextNumber
        }
        let isTaken = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    // A cancellation that comes later finds the waiter, and has to wait for this lock.
                    if state.isClosed || Task.isCancelled { return false }
                    if state.waiters.isEmpty, count <= state.available {
                        state.available -= count
                        return true
                    }
                    state.waiters.append(Waiter(number: number, count: count, continuation: continuation))
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            abandon(number)
        }
        guard isTaken else { throw CancellationError() }
    }

    private func abandon(_ number: Int) {
        let (abandoned, served) = state.withLock { state -> (Waiter?, [Waiter]) in
            guard let index = state.waiters.firstIndex(where: { $0.number == number }) else { return (nil, []) }
            let abandoned = state.waiters.remove(at: index)
            // Those behind it may want less.
            return (abandoned, state.served())
        }
        abandoned?.continuation.resume(returning: false)
        for waiter in served { waiter.continuation.resume(returning: true) }
    }

    /// Gives some back, or more than there was.
    func give(_ count: Int) {
        let served = state.withLock { state in
            state.available = min(state.available + min(count, limit), limit)
            return state.served()
        }
        for waiter in served { waiter.continuation.resume(returning: true) }
    }

    /// Lets nobody have anything any more.
    func close() {
        let waiters = state.withLock { state in
            state.isClosed = true
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.continuation.resume(returning: false) }
    }
}
