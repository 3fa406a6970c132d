/// What a session remembers of one stream that is not closed in both directions.
struct YamuxStream: Sendable {
    /// Whether the peer opened it.
    let isFromPeer: Bool
    /// Whether the side that did not open it has accepted it.
    var isAcknowledged = false
    /// Whether this side has said that it sends no more.
    var isFinished = false
    /// Whether the peer has said that it sends no more.
    var isFinishedByPeer = false
    /// How many bytes the peer takes from this side.
    var sendWindow = YamuxLimits.initialWindow
    /// How many bytes the peer may send.
    private(set) var receiveWindow = YamuxLimits.initialWindow
    /// How many bytes of the frames that the peer began the application did not take yet.
    private(set) var waiting: UInt32 = 0

    init(isFromPeer: Bool) {
        self.isFromPeer = isFromPeer
    }

    /// Takes the length of a data frame off the peer's window; false when it is longer than that.
    mutating func take(_ length: UInt32) -> Bool {
        guard length <= receiveWindow else { return false }
        receiveWindow -= length
        waiting += length
        return true
    }

    /// Says that the application took bytes, at most those that are waiting.
    mutating func consume(_ count: UInt32) {
        waiting -= min(count, waiting)
    }

    /// Lets the peer's window grow to what is free of `window`, and returns by how much.
    ///
    /// `receiveWindow + waiting` never grows beyond `window`, so nothing here can overflow.
    mutating func refill(to window: UInt32, ifAtLeast least: UInt32) -> UInt32 {
        let growth = window - waiting - receiveWindow
        guard growth >= least else { return 0 }
        receiveWindow += growth
        return growth
    }
}
