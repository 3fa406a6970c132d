import Synchronization

/// A value that is set once and that any number of tasks may wait for.
///
/// The first `fulfil` wins; later ones are ignored, so that racing sources (a process that ends while its first line
/// is being read) need no coordination of their own.
package final class OneShot<Value: Sendable>: Sendable {
    private enum State {
        case waiting([Int: CheckedContinuation<Value, any Error>])
        case fulfilled(Result<Value, any Error>)
    }

    private struct Storage {
        var state: State = .waiting([:])
        var nextWaiter = 0
    }

    private let storage = Mutex(Storage())

    package init() {}

    /// Sets the outcome unless there is one already, and wakes every waiter.
    package func fulfil(_ outcome: Result<Value, any Error>) {
        let waiters = storage.withLock { storage -> [CheckedContinuation<Value, any Error>] in
            guard case .waiting(let waiters) = storage.state else { return [] }
            storage.state = .fulfilled(outcome)
            return Array(waiters.values)
        }
        for waiter in waiters {
            waiter.resume(with: outcome)
        }
    }

    /// The outcome, if it is there.
    package var outcome: Result<Value, any Error>? {
        storage.withLock {
            guard case .fulfilled(let outcome) = $0.state else { return nil }
            return outcome
        }
    }

    /// Whether there is an outcome, and it is a failure.
    package var hasFailed: Bool {
        guard case .failure? = outcome else { return false }
        return true
    }

    /// Waits for the outcome; a cancelled waiter leaves with `CancellationError` and the others stay.
    package func value() async throws -> Value {
        let waiter = storage.withLock { storage in
            defer { storage.nextWaiter += 1 }
            return storage.nextWaiter
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let outcome = storage.withLock { storage -> Result<Value, any Error>? in
                    switch storage.state {
                    case .fulfilled(let outcome):
                        return outcome
                    case .waiting(var waiters):
                        // The handler below may have run before this closure: then it found nothing to resume.
                        if Task.isCancelled { return .failure(CancellationError()) }
                        waiters[waiter] = continuation
                        storage.state = .waiting(waiters)
                        return nil
                    }
                }
                if let outcome { continuation.resume(with: outcome) }
            }
        } onCancel: {
            let continuation = storage.withLock { storage -> CheckedContinuation<Value, any Error>? in
                guard case .waiting(var waiters) = storage.state else { return nil }
                let continuation = waiters.removeValue(forKey: waiter)
                storage.state = .waiting(waiters)
                return continuation
            }
            continuation?.resume(throwing: CancellationError())
        }
    }
}

extension OneShot where Value == Void {
    /// Marks the event as having happened.
    package func fulfil() {
        fulfil(.success(()))
    }
}
