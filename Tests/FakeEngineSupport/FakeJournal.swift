import EngineAPI
package import EngineServer
import Synchronization

/// A journal that keeps its latest events and hands them to subscribers without ever waiting for one.
package final class FakeJournal: Sendable {
    private struct State {
        var events: [EngineEvent] = []
        var last = 0
        var subscribers: [Int: AsyncStream<EventStreamItem>.Continuation] = [:]
        var nextSubscriber = 0
    }

    private let state = Mutex(State())
    private let kept: Int

    package init(kept: Int = 1_000_000) {
        self.kept = kept
    }

    package func append(_ count: Int = 1, padding: Int = 0) {
        for _ in 0..<count {
            state.withLock { state in
                state.last += 1
                let event = EngineEvent(
                    sequence: state.last,
                    time: Samples.time,
                    plugin: "hello",
                    kind: "test",
                    data: .string(String(repeating: "x", count: padding))
                )
                state.events.append(event)
                if state.events.count > kept { state.events.removeFirst(state.events.count - kept) }
                for subscriber in state.subscribers.values { subscriber.yield(.event(event)) }
            }
        }
    }

    package var subscriberCount: Int { state.withLock { $0.subscribers.count } }

    package func subscribe(after: Int?) -> AsyncStream<EventStreamItem> {
        let (stream, continuation) = AsyncStream<EventStreamItem>.makeStream()
        let number = state.withLock { state in
            if let after {
                if let first = state.events.first?.sequence, after + 1 < first {
                    continuation.yield(.gap(EventGap(after: after, next: first)))
                }
                for event in state.events where event.sequence > after { continuation.yield(.event(event)) }
            }
            state.nextSubscriber += 1
            state.subscribers[state.nextSubscriber] = continuation
            return state.nextSubscriber
        }
        continuation.onTermination = { [self] _ in state.withLock { _ = $0.subscribers.removeValue(forKey: number) } }
        return stream
    }
}
