/// How long each step of a plugin's life took.
public struct PluginTimings: Sendable, Hashable {
    /// From the decision to start to the process being there.
    public var spawn: Duration = .zero
    /// From there to the handshake line.
    public var handshake: Duration = .zero
    /// From there to the open connection, TLS included.
    public var connect: Duration = .zero
    /// From the request to stop to the end of the process; zero while it runs.
    public var stop: Duration = .zero

    /// Creates timings of zero.
    public init() {}
}
