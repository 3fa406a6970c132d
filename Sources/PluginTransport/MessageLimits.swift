/// How large gRPC messages may be on one connection.
public struct MessageLimits: Sendable, Hashable {
    /// The largest length that the gRPC framing of this engine carries: 2 GiB - 1.
    public static let maximumBytes = Int(Int32.max)

    /// The largest message taken from the peer, in bytes.
    public var inboundBytes: Int

    /// Creates limits; values are clamped to 1 ... ``maximumBytes``.
    public init(inboundBytes: Int) {
        self.inboundBytes = min(max(inboundBytes, 1), Self.maximumBytes)
    }

    /// What a host takes from a plugin unless told otherwise: as much as the protocol allows, as go-plugin's hosts do.
    public static let host = MessageLimits(inboundBytes: maximumBytes)
    /// What a plugin takes from a host unless told otherwise: 4 MiB, as a go-plugin server does.
    public static let plugin = MessageLimits(inboundBytes: 4 * 1024 * 1024)
}
