import Dispatch

/// Work that waits for a disk, away from the few threads that all tasks share.
enum Blocking {
    private static let queue = DispatchQueue(label: "omniview.blocking", attributes: .concurrent)

    /// Begins to run `body` on a thread of its own, and does not wait for it.
    static func begin(_ body: @escaping @Sendable () -> Void) {
        queue.async(execute: body)
    }

    /// Runs `body`, which does not fail, as ``run(_:)`` does.
    static func read<Result: Sendable>(_ body: @escaping @Sendable () -> Result) async -> Result {
        await withCheckedContinuation { continuation in
            queue.async { continuation.resume(returning: body()) }
        }
    }

    /// Runs `body` on a thread of its own, and waits for it. It is not interrupted by a cancellation.
    static func run<Result: Sendable>(
        _ body: @escaping @Sendable () throws(PluginEngineError) -> Result
    ) async throws(PluginEngineError) -> Result {
        let result: Swift.Result<Result, PluginEngineError> = await withCheckedContinuation { continuation in
            queue.async {
                continuation.resume(returning: Swift.Result { () throws(PluginEngineError) in try body() })
            }
        }
        return try result.get()
    }
}
