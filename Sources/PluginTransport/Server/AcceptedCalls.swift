import Synchronization

/// The calls that wait to be served, between the connections that accept them and the task that starts their handlers.
///
/// It cannot grow beyond what the connections allow together: each counts a call as open from its head to the return of
/// its handler.
final class AcceptedCalls: Sendable {
    struct Accepted: Sendable {
        var call: Call
        var connection: GRPCConnection
    }

    private struct State {
        var waiting: [Accepted] = []
        var first = 0
        var taker: UnsafeContinuation<Accepted?, Never>?
        var isFinished = false
    }

    private let state = Mutex(State())

    func append(_ accepted: Accepted) {
        let taker = state.withLock { state -> UnsafeContinuation<Accepted?, Never>? in
            if let taker = state.taker.take() { return taker }
            state.waiting.append(accepted)
            return nil
        }
        taker?.resume(returning: accepted)
    }

    /// Says that no more will come.
    func finish() {
        let taker = state.withLock { state -> UnsafeContinuation<Accepted?, Never>? in
            state.isFinished = true
            return state.taker.take()
        }
        taker?.resume(returning: nil)
    }

    /// The next call, or nil behind the last. Only one task asks.
    func next() async -> Accepted? {
        await withUnsafeContinuation { continuation in
            let ready = state.withLock { state -> Accepted?? in
                if state.first < state.waiting.count {
                    let accepted = state.waiting[state.first]
                    state.first += 1
                    if state.first == state.waiting.count {
                        state.waiting.removeAll(keepingCapacity: true)
                        state.first = 0
                    }
                    return accepted
                }
                if state.isFinished { return .some(nil) }
                state.taker = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }
}
