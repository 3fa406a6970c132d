import Synchronization

/// The frames between a source and a reader that may be slow.
///
/// So many frames wait at most; then the source waits as well, however long it is. The sources have what they need for
/// that: the journal is read from the store, a log from its memory, and both say what a slow reader has missed. A
/// reader is too slow when it takes nothing at all, which ``StreamWriter`` finds out, and not because there is much.
final class StreamFeed: Sendable {
    private let continuation: AsyncStream<StreamFrame>.Continuation
    /// A place for each frame that may wait.
    private let places: AsyncStream<Void>
    private let free: AsyncStream<Void>.Continuation
    private let reason = Mutex<StreamEnd?>(nil)
    /// What waits. For one reader, which calls ``taken()`` after each frame.
    let frames: AsyncStream<StreamFrame>

    init(limit: Int) {
        (frames, continuation) = AsyncStream.makeStream()
        (places, free) = AsyncStream.makeStream()
        for _ in 0..<limit { free.yield() }
    }

    /// Adds a frame as soon as there is room for it; false when the feed has ended. For one source.
    func push(_ frame: StreamFrame) async -> Bool {
        var places = places.makeAsyncIterator()
        guard await places.next(isolation: nil) != nil, case .enqueued = continuation.yield(frame) else { return false }
        return true
    }

    /// The reader is done with a frame.
    func taken() {
        free.yield()
    }

    /// Adds a comment that shows that the connection lives. It takes no place: one comes each ``ServerLimits/heartbeat``,
    /// and a reader that takes none of them is soon cut off.
    func pushHeartbeat() {
        continuation.yield(.heartbeat)
    }

    /// Ends the feed; the first reason counts.
    func end(_ reason: StreamEnd) {
        self.reason.withLock { $0 = $0 ?? reason }
        continuation.finish()
        free.finish()
    }

    /// Why the feed ended; of use when the frames are through.
    var ending: StreamEnd { reason.withLock { $0 } ?? .clientGone }
}
