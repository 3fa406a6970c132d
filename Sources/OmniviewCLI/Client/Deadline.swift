/// A limit for how long something takes.
enum Deadline {
    /// Runs a closure, and cancels it when it takes too long.
    ///
    /// - Throws: `CancellationError` when the time was over; what the closure throws.
    static func run<Result: Sendable>(
        _ limit: Duration,
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await body() }
            group.addTask {
                try await Task.sleep(for: limit)
                throw CancellationError()
            }
            guard let result = try await group.next() else { throw CancellationError() }
            return result
        }
    }
}
