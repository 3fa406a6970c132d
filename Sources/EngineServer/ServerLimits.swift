/// How much a client may ask of the server.
public struct ServerLimits: Hashable, Sendable {
    /// The longest body of a request in bytes. Default 1 MiB.
    public var maxBodyBytes = 1 << 20
    /// The longest single header in bytes. Default 8 KiB.
    public var maxHeaderBytes = 8 << 10
    /// The most bytes in all headers of a request. Default 32 KiB.
    public var maxHeaderListBytes = 32 << 10
    /// The most headers of a request. Default 100.
    public var maxHeaders = 100
    /// The most open connections of each listener; more wait until one closes. Default 256.
    public var maxConnections = 256
    /// The most streams that are open at once. Default 64.
    public var maxStreams = 64
    /// How many entries wait for a slow reader before its stream's source waits too. Default 64.
    public var maxBufferedEntries = 64
    /// How long a connection may be silent between requests, or inside of one. Default 60 s.
    public var idleTimeout = Duration.seconds(60)
    /// How long a request may take. Default 30 s.
    public var requestDeadline = Duration.seconds(30)
    /// How long something may take that starts, stops or tries a plugin. Default 180 s.
    public var actionDeadline = Duration.seconds(180)
    /// How long a stream is silent before a comment shows that it lives. Default 15 s.
    public var heartbeat = Duration.seconds(15)
    /// How long a reader may take nothing before its connection is cut. Default 30 s.
    public var stallTimeout = Duration.seconds(30)
    /// How long requests may go on after a stop began. Default 5 s.
    public var stopDeadline = Duration.seconds(5)
    /// How long a link that opens the page can be used. Default 60 s.
    public var openLinkLifetime = Duration.seconds(60)
    /// How many such links wait at once; the oldest goes. Default 16.
    public var maxOpenLinks = 16

    /// The limits of windows, which are one connection each.
    public var window = WindowLimits()

    /// The default limits.
    public init() {}
}
