/// What a plugin may say about itself.
public struct LifecycleLimits: Sendable, Hashable {
    /// The longest id, version or name of a capability, in bytes of UTF-8: 256 unless set.
    public var textBytes = 256
    /// The most capabilities: 64 unless set.
    public var capabilities = 64

    /// Creates the default limits.
    public init() {}

    /// The default limits.
    public static let `default` = LifecycleLimits()
}
