import Synchronization

/// The frames between a source and a reader that may be slow.
///
/// So many frames wait at most; then the source waits as well, however long it is. The sources have what they need for
/// that: the journal is read from the store, a log from its memory, and both say what a slow reader has missed. A
/// reader is too slow when it takes nothing at all, which ``StreamWriter`` finds out, and not because there is much.
final class StreamFeed: Sendable {
    /// From where the client can go on.
    private struct Progress {
        /// The last id among the frames so far; nil before the first.
        var told: Int?
        /// The newest number that the source has passed since, to be told with the next heartbeat.
        var passed: Int?
    }

    private let continuation: AsyncStream<StreamFrame>.Continuation
    /// A place for each frame that may wait.
    private let places: AsyncStream<Void>
    private let free: AsyncStream<Void>.Continuation
    private let reason = Mutex<StreamEnd?>(nil)
    private let progress = Mutex(Progress())
    /// What waits. For one reader, which calls ``taken(_:)`` after each frame.
    let frames: AsyncStream<StreamFrame>

    init(limit: Int) {
        (frames, continuation) = AsyncStream.makeStream()
        (places, free) = AsyncStream.makeStream()
        for _ in 0..<limit { free.yield() }
    }

    /// Adds a frame as soon as there is room for it; false when the feed has ended. For one source.
    func push(_ frame: StreamFrame) async -> Bool {
        var places = places.makeAsyncIterator()
        guard await places.next(isolation: nil) != nil else { return false }
        // The frame within the lock: no heartbeat may bring a lower id behind it, or the client would get it twice.
        return progress.withLock { progress in
            if let id = frame.id {
                progress.told = id
                progress.passed = nil
            }
            guard case .enqueued = continuation.yield(frame) else { return false }
            return true
        }
    }

    /// Notes that the client has all up to a number when it has what was pushed so far. The first number is told at
    /// once, so that a client can come back before anything happens, others with the next heartbeat. For the source.
    func pass(_ number: Int) {
        progress.withLock { progress in
            guard let told = progress.told else {
                progress.told = number
                continuation.yield(StreamFrame(id: number))
                return
            }
            if number > told { progress.passed = number }
        }
    }

    /// The reader is done with a frame.
    func taken(_ frame: StreamFrame) {
        if frame.takesPlace { free.yield() }
    }

    /// Adds a comment that shows that the connection lives, and before it the number that was passed. They take no
    /// place: they come each ``ServerLimits/heartbeat``, and a reader that takes none of them is soon cut off.
    func pushHeartbeat() {
        progress.withLock { progress in
            if let passed = progress.passed {
                progress.told = passed
                progress.passed = nil
                continuation.yield(StreamFrame(id: passed))
            }
            continuation.yield(.heartbeat)
        }
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
