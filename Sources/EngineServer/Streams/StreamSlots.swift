import EngineAPI
import Synchronization

/// The places for streams: there are only so many, and all are asked to leave when the server stops.
final class StreamSlots: Sendable {
    private struct State {
        var feeds: [Int: StreamFeed] = [:]
        var nextSlot = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let limit: Int

    init(limit: Int) {
        self.limit = limit
    }

    /// Takes a place, to be given back with ``leave(_:)``.
    func take(for feed: StreamFeed) throws(Problem) -> Int {
        let slot = try state.withLock { state throws(Problem) in
            guard !state.isClosed else { throw Problem(.stopping, detail: "the engine is stopping") }
            guard state.feeds.count < limit else {
                throw Problem(
                    .tooManyStreams,
                    detail: "\(limit) streams are open and no more are possible; close one or try again later"
                )
            }
            defer { state.nextSlot += 1 }
            state.feeds[state.nextSlot] = feed
            return state.nextSlot
        }
        return slot
    }

    func leave(_ slot: Int) {
        state.withLock { _ = $0.feeds.removeValue(forKey: slot) }
    }

    /// How many places are taken.
    var taken: Int { state.withLock { $0.feeds.count } }

    /// Ends all streams and lets no more begin.
    func close() {
        let feeds = state.withLock { state in
            state.isClosed = true
            return Array(state.feeds.values)
        }
        for feed in feeds { feed.end(.stopping) }
    }
}
