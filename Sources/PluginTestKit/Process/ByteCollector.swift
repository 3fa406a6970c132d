import PluginTransport
import Synchronization

/// Bytes as they come from somewhere, kept for whoever wants to look at them, and a way to wait for more.
final class ByteCollector: Sendable {
    /// How many bytes are kept; what comes after them is counted and dropped.
    static let limit = 8 << 20

    /// What has come so far.
    struct Content: Sendable {
        /// The bytes that are kept.
        var bytes: [UInt8] = []
        /// How many came.
        var count = 0
        /// Whether no more can come.
        var isEnded = false

        /// What is kept, as text.
        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    private struct Waiter {
        let condition: @Sendable (Content) -> Bool
        let outcome: OneShot<Void>
    }

    private struct State {
        var content = Content()
        var waiters: [Waiter] = []
    }

    private let state = Mutex(State())

    /// What has come so far.
    var content: Content { state.withLock { $0.content } }

    func append(_ bytes: some Collection<UInt8>) {
        change {
            $0.count += bytes.count
            $0.bytes += bytes.prefix(max(0, Self.limit - $0.bytes.count))
        }
    }

    func finish() {
        change { $0.isEnded = true }
    }

    private func change(_ change: (inout Content) -> Void) {
        let reached = state.withLock { state -> [Waiter] in
            change(&state.content)
            let content = state.content
            let reached = state.waiters.filter { $0.condition(content) }
            state.waiters.removeAll { waiter in reached.contains { $0.outcome === waiter.outcome } }
            return reached
        }
        for waiter in reached { waiter.outcome.fulfil() }
    }

    /// Waits until a condition holds.
    ///
    /// - Returns: what has come by then; nil when the condition does not hold within `limit`.
    func wait(
        within limit: Duration,
        until condition: @escaping @Sendable (Content) -> Bool
    ) async throws -> Content? {
        let outcome = OneShot<Void>()
        let holds = state.withLock { state in
            guard !condition(state.content) else { return true }
            state.waiters.append(Waiter(condition: condition, outcome: outcome))
            return false
        }
        if holds { return content }
        do {
            try await withDeadline(limit, timeoutError: TooLate()) { try await outcome.value() }
        } catch is TooLate {
            // It may have come to hold just now.
            let content = content
            return condition(content) ? content : nil
        }
        return content
    }

    private struct TooLate: Error {}
}
