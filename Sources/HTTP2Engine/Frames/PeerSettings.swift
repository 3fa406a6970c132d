/// The settings of HTTP/2 that mean something here (RFC 9113, section 6.5.2); others are ignored.
enum Setting: UInt16 {
    case headerTableSize = 1
    case enablePush = 2
    case maximumConcurrentStreams = 3
    case initialWindowSize = 4
    case maximumFrameSize = 5
    case maximumHeaderListSize = 6
}

/// What the peer allows us.
struct PeerSettings {
    /// How many streams a client may have open; a server that names no limit has none.
    var maximumConcurrentStreams = Int.max
    /// How many bytes of a new stream may be sent before the peer asks for more.
    var initialWindowSize = 65_535
    /// The longest payload of a frame.
    var maximumFrameSize = 16_384
    /// The longest header list, counted as RFC 9113 counts it.
    var maximumHeaderListSize = Int.max
}
