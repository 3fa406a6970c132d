import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Ctrl-C and SIGTERM as the cancellation of a task: a plugin is a session of its own, which the terminal's Ctrl-C does
/// not reach, so it would outlive a command that simply ended.
enum Interruption {
    /// Runs a closure in a task that is cancelled by the first such signal, and waits for it.
    ///
    /// - Returns: what the closure returns, interrupted or not.
    static func cancelling<Result: Sendable>(
        _ body: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        // All before anything is started. A reader that went away, as `head` does, must not end the command either.
        signal(SIGPIPE, SIG_IGN)
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            defer { group.cancelAll() }
            group.addTask { try await body() }
            group.addTask {
                for await _ in signals { break }
                return nil
            }
            while let outcome = try await group.next() {
                if let result = outcome { return result }
                group.cancelAll()
            }
            throw CancellationError()
        }
    }
}
