/// Runs `operation`, and cancels it when it has not finished within `duration`.
///
/// - Parameters:
///   - duration: how long the operation may take; it is cancelled then, and must react to that.
///   - timeoutError: what is thrown in that case.
/// - Returns: what the operation returns.
package func withDeadline<Value: Sendable>(
    _ duration: Duration,
    timeoutError: @autoclosure @Sendable () -> any Error,
    operation: @escaping @Sendable () async throws -> Value
) async throws -> Value {
    try await withThrowingTaskGroup(of: Value?.self) { group in
        group.addTask { try await operation() }
        group.addTask {
            try await Task.sleep(for: duration)
            return nil
        }
        defer { group.cancelAll() }
        // Two children were added, so there is a first; a nil is the timer's.
        if let first = try await group.next(), let value = first {
            return value
        }
        throw timeoutError()
    }
}
