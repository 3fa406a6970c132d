/// How much a plugin may have of settings.
public struct SettingsLimits: Sendable, Hashable {
    /// The most settings: 1000 unless set.
    public var settings = 1000
    /// The most options of one setting, and the most elements of a value that is a list: 1000 unless set.
    public var elements = 1000
    /// The longest id, in bytes of UTF-8: 128 unless set.
    public var idBytes = 128
    /// The longest label or file ending, in bytes of UTF-8: 1 KiB unless set.
    public var labelBytes = 1024
    /// The longest description or default path, in bytes of UTF-8: 16 KiB unless set.
    public var descriptionBytes = 16 * 1024
    /// The largest value, in bytes of JSON: 64 KiB unless set.
    public var valueBytes = 64 * 1024

    /// Creates the default limits.
    public init() {}

    /// The default limits.
    public static let `default` = SettingsLimits()
}
