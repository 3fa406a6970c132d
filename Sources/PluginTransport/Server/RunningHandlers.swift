import Synchronization

/// The handlers that run, so that all of them can be cancelled, and waited for.
///
/// Their tasks are no children of the one that serves: that one would have to be woken to start each, for which a child
/// would inherit where it runs. It cannot grow beyond what the connections allow together: each counts a call as open
/// from its head to the return of its handler.
final class RunningHandlers: Sendable {
    private struct State {
        var tasks: [ObjectIdentifier: Task<Void, Never>] = [:]
        var isCancelled = false
        var isLast = false
    }

    private let state = Mutex(State())
    private let ended = OneShot<Void>()

    /// Starts the handler of a call.
    ///
    /// - Parameter executor: where it runs; nil for the pool.
    func start(_ call: Call, on executor: (any TaskExecutor)?, _ handler: @escaping @Sendable () async -> Void) {
        state.withLock { state in
            // Under the lock, because it may return before this does.
            let task = Task.detached(executorPreference: executor) { [self] in
                await handler()
                remove(call)
            }
            state.tasks[ObjectIdentifier(call)] = task
            if state.isCancelled { task.cancel() }
        }
    }

    private func remove(_ call: Call) {
        let isOver = state.withLock { state in
            state.tasks[ObjectIdentifier(call)] = nil
            return state.isLast && state.tasks.isEmpty
        }
        if isOver { ended.fulfil() }
    }

    /// Cancels the handler of a call, if it runs.
    func cancel(_ call: Call) {
        state.withLock { $0.tasks[ObjectIdentifier(call)] }?.cancel()
    }

    /// Cancels those that run, and those that start later.
    func cancel() {
        let tasks = state.withLock { state in
            state.isCancelled = true
            return Array(state.tasks.values)
        }
        for task in tasks { task.cancel() }
    }

    /// Says that no more will start.
    func finish() {
        let isOver = state.withLock { state in
            state.isLast = true
            return state.tasks.isEmpty
        }
        if isOver { ended.fulfil() }
    }

    /// Waits until no more will start, and all have returned; a cancelled task waits too.
    func wait() async {
        await Task { try? await ended.value() }.value
    }
}
