package import EngineAPI
package import EngineServer
import Synchronization

/// A journal that keeps its latest events and hands them to subscribers without ever waiting for one.
package final class FakeJournal: Sendable {
    private struct State {
        var events: [EngineEvent] = []
        var last = 0
        var subscribers: [Int: (query: EventQuery, continuation: AsyncStream<EventStreamItem>.Continuation)] = [:]
        var nextSubscriber = 0
    }

    private let state = Mutex(State())
    /// Held while events are handed out, so that all get them in order. A subscriber that is cancelled takes the state's
    /// lock while it holds what handing out needs, so that this must be another one.
    private let order = Mutex(())
    private let kept: Int

    package init(kept: Int = 1_000_000) {
        self.kept = kept
    }

    package func append(
        _ count: Int = 1,
        padding: Int = 0,
        plugin: String = "hello",
        kind: String = "test",
        data: JSONValue? = nil
    ) {
        for _ in 0..<count {
            order.withLock { _ in
                let (event, subscribers) = state.withLock { state in
                    state.last += 1
                    let event = EngineEvent(
                        sequence: state.last,
                        time: Samples.time,
                        plugin: plugin,
                        kind: kind,
                        data: data ?? .string(String(repeating: "x", count: padding))
                    )
                    state.events.append(event)
                    if state.events.count > kept { state.events.removeFirst(state.events.count - kept) }
                    return (event, state.subscribers)
                }
                for subscriber in subscribers.values {
                    let isWanted = subscriber.query.matches(event)
                    subscriber.continuation.yield(isWanted ? .event(event) : .position(event.sequence))
                }
            }
        }
    }

    package var subscriberCount: Int { state.withLock { $0.subscribers.count } }

    package func subscribe(_ query: EventQuery) -> AsyncStream<EventStreamItem> {
        let (stream, continuation) = AsyncStream<EventStreamItem>.makeStream()
        let number = order.withLock { _ in
            let (number, events, last) = state.withLock { state in
                state.nextSubscriber += 1
                state.subscribers[state.nextSubscriber] = (query, continuation)
                return (state.nextSubscriber, state.events, state.last)
            }
            let wanted = events.filter(query.matches)
            let tail = wanted.suffix(query.tail)
            var position = query.after ?? tail.first.map { $0.sequence - 1 } ?? last
            continuation.yield(.position(position))
            let first = events.first?.sequence ?? last + 1
            if let after = query.after, after > last || after + 1 < first {
                continuation.yield(.gap(EventGap(after: after, next: first)))
                position = first - 1
            }
            for event in wanted where event.sequence > position { continuation.yield(.event(event)) }
            if !query.follows { continuation.finish() }
            return number
        }
        continuation.onTermination = { [self] _ in state.withLock { _ = $0.subscribers.removeValue(forKey: number) } }
        return stream
    }
}

extension EventQuery {
    fileprivate func matches(_ event: EngineEvent) -> Bool {
        (plugin ?? event.plugin) == event.plugin && (kind ?? event.kind) == event.kind
    }
}
