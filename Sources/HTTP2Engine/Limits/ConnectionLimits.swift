/// What one connection allows its peer, so that no peer can take more memory or time than that.
///
/// Each limit is announced where HTTP/2 has a setting for it. The defaults suit a plugin and its host on one machine. A
/// value outside a limit's range becomes the nearest one within: it would break HTTP/2, or make enemies of honest peers.
package struct ConnectionLimits: Sendable, Hashable {
    /// The largest value that any limit takes; also the largest window of HTTP/2 (RFC 9113, section 6.9.1).
    static let largest = 0x7fff_ffff
    /// What a peer may send before it has read any settings is the smallest window (RFC 9113, section 6.9.2).
    static let windows = 65_535...largest

    /// How many calls a client may have open at a time. As many again may be over for the client while their handlers
    /// still run: a client that opens and resets streams in a loop gains no more than that. Further ones are refused one
    /// by one.
    @Clamped(0...largest) package var concurrentStreams = 1024
    /// How many bytes of one stream may be on their way or unread. What is unread takes at most twice that in a
    /// ``MessageQueue``, so that times ``concurrentStreams`` it bounds what unread messages can take; a message that is
    /// being received may take as much as its own limit beside that.
    @Clamped(windows) package var streamWindow = 512 * 1024
    /// How many bytes of all streams may be on their way. They are given back as they arrive, so that a stream that
    /// nobody reads takes nothing from its neighbours.
    @Clamped(windows) package var connectionWindow = 16 * 1024 * 1024
    /// The longest payload of one frame, in bytes (RFC 9113, section 6.5.2).
    @Clamped(16_384...FrameHeader.maximumPayload) package var frameSize = 64 * 1024
    /// The longest header list, counted with 32 bytes for each field as RFC 9113, section 6.5.2 does. Also the longest
    /// header block before it is decoded.
    @Clamped(0...largest) package var headerListSize = 64 * 1024
    /// How many frames one header block may be cut into.
    @Clamped(1...largest) package var headerBlockFrames = 64
    /// The largest message, in bytes, compressed or not.
    @Clamped(0...largest) package var messageSize = 4 * 1024 * 1024
    /// How many frames the peer may send that move nothing forward (PING, SETTINGS, PRIORITY, empty DATA, frames for
    /// closed streams and the like) in a burst. An honest peer needs fewer than the smallest to say hello.
    @Clamped(32...largest) package var controlFrameBurst = 10_000
    /// How many such frames a second it may send on and on. Frames that do move something earn the peer more.
    @Clamped(0...largest) package var controlFramesPerSecond = 1000
    /// How many bytes of answers (to PING, SETTINGS, refused streams) may wait for a peer that does not read. An
    /// honest peer asks for less than the smallest when it says hello.
    @Clamped(256...largest) package var unreadAnswers = 256 * 1024
    /// Client: how many bytes may wait to be sent before further calls wait too, for a server that does not read.
    /// What calls that are open already have to say is bounded by their number and their windows.
    @Clamped(1...largest) package var unsentOutput = 1024 * 1024
    /// The memory in which the peer may leave messages (``PlacedMessage``); nil when none is agreed on with it, and the
    /// frames of such messages are ignored as all that nobody knows (RFC 9113, section 4.1).
    package var placedMemory: PlacedMemory?

    package init() {}
}
