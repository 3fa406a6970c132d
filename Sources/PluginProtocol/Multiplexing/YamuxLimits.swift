/// How much a yamux peer may use of this side.
public struct YamuxLimits: Sendable, Hashable {
    /// The window that every stream begins with, in both directions: 256 KiB, fixed by the protocol.
    public static let initialWindow: UInt32 = 262_144

    /// How many bytes of one stream the peer may send before the application takes them. Default: 256 KiB.
    ///
    /// A smaller value counts as ``initialWindow``, which the peer may use before it hears anything from this side.
    public var window: UInt32 = Self.initialWindow

    /// How many streams one side may ask for: default 256, the number that HashiCorp's implementation lets wait.
    ///
    /// Of the peer's streams, as many may be open or wait to be accepted; one more is reset and not reported. Of this
    /// side's streams, as many may wait for the peer; for one more ``YamuxSession/open()`` throws
    /// ``YamuxError/Code/tooManyStreams``.
    public var maximumStreams = 256

    /// How many bytes of answers that the peer provoked (to pings, and to streams that are refused) may wait for
    /// ``YamuxSession/takeOutput()``. Default: 64 KiB, which is more than 5,000 answers.
    ///
    /// More than that ends the session with ``YamuxError/Code/tooManyAnswers``. What the application sends does not
    /// count: the windows limit it.
    public var maximumUnsentAnswers = 65_536

    /// Creates the default limits.
    public init() {}
}
