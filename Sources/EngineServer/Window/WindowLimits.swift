/// How much one window may ask of the engine, and how many windows there are.
///
/// A window is the engine's own page, and yet it passes on what plugins' views ask for. So nothing here is trusted:
/// whatever a page does, it costs the engine no more than this.
public struct WindowLimits: Hashable, Sendable {
    /// The most windows that are connected at once. Default 32.
    public var maxWindows = 32
    /// The most views that are open in one window. Default 64.
    public var maxViews = 64
    /// The most calls of one window that are under way. Default 256.
    public var maxCalls = 256
    /// The most calls of one view that are under way. Default 64.
    public var maxCallsOfView = 64
    /// The most followed logs and journals of one window. Default 16.
    public var maxStreams = 16
    /// The most other requests of one window that are under way. Default 64.
    public var maxRequests = 64

    /// The longest JSON message in bytes; one that stores a value may be longer by ``maxValueBytes``. Default 64 KiB.
    public var maxTextBytes = 64 << 10
    /// The longest request and the longest answer of a call in bytes. Default 4 MiB.
    public var maxMessageBytes = 4 << 20
    /// The most bytes of requests of one window whose calls are under way. Default 32 MiB.
    public var maxHeldBytes = 32 << 20
    /// How many bytes wait for a page that reads slowly; what would be more waits where it comes from. Default 8 MiB.
    public var maxQueuedBytes = 8 << 20
    /// The most frames that one message comes in. Default 1,024.
    public var maxFragments = 1024

    /// How many messages a stream may send before the page grants more. Part of the protocol. Default 32.
    public var initialCredit = 32
    /// The most messages that a page may grant at once, and that a stream may be granted ahead. Default 65,536.
    public var maxCredit = 1 << 16
    /// The longest deadline of a call that has one; the shortest is a millisecond. Default 10 min.
    public var maxDeadline = Duration.seconds(600)
    /// The longest name of a method in bytes. Default 512.
    public var maxMethodBytes = 512
    /// The longest key of a stored value in bytes. Default 128.
    public var maxKeyBytes = 128
    /// The longest stored value in bytes of JSON. Default 64 KiB.
    public var maxValueBytes = 64 << 10
    /// The most bytes of a backend's contract. Default 4 MiB.
    public var maxSchemaBytes = 4 << 20

    /// How often a page is asked whether it lives. Default 15 s.
    public var pingInterval = Duration.seconds(15)
    /// How long a page may leave that without an answer. Default 30 s.
    public var pongTimeout = Duration.seconds(30)
    /// How long a page has to say goodbye, once the engine has. Default 2 s.
    public var closeTimeout = Duration.seconds(2)

    /// The default limits.
    public init() {}
}
