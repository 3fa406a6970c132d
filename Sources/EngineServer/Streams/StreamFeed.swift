import Synchronization

/// The frames between a source that never waits and a reader that may be slow.
///
/// The source is always taken from at once, so it never feels a slow reader. When more frames wait than the limit
/// allows, the feed ends: the reader gets what waits, and a client comes back with the last id that it saw.
final class StreamFeed: Sendable {
    private let continuation: AsyncStream<StreamFrame>.Continuation
    private let reason = Mutex<StreamEnd?>(nil)
    /// What waits. For one reader.
    let frames: AsyncStream<StreamFrame>

    init(limit: Int) {
        (frames, continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(limit))
    }

    /// Adds a frame; false when the feed has ended.
    func push(_ frame: StreamFrame) -> Bool {
        switch continuation.yield(frame) {
        case .enqueued: return true
        case .dropped:
            end(.tooSlow)
            return false
        case .terminated: return false
        @unknown default: return false
        }
    }

    /// Adds a comment that shows that the connection lives. When there is no room for it, it was not needed.
    func pushHeartbeat() {
        continuation.yield(.heartbeat)
    }

    /// Ends the feed; the first reason counts.
    func end(_ reason: StreamEnd) {
        self.reason.withLock { $0 = $0 ?? reason }
        continuation.finish()
    }

    /// Why the feed ended; of use when the frames are through.
    var ending: StreamEnd { reason.withLock { $0 } ?? .clientGone }
}
