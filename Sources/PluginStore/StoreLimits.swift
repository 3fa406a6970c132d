/// How much the store takes and gives. What it keeps comes from plugins and is hostile until checked.
///
/// Lengths are in UTF-8 bytes. What is over a limit is refused with ``StoreError/Code/limitExceeded``, and nothing of the
/// same call is kept.
public struct StoreLimits: Hashable, Sendable {
    /// The longest plugin id, version, digest, key, connection id, kind, phase, actor, action or outcome. Default 256.
    public var maxNameBytes = 256

    /// The longest origin of a version or reason of a phase. Default 4 KiB.
    public var maxTextBytes = 4 << 10

    /// The most plugins in the catalogue. Default 10,000.
    public var maxPlugins = 10_000

    /// The most installed versions of one plugin; the oldest that are not in use make room for new ones. Default 100.
    public var maxVersions = 100

    /// The longest setting's JSON. Default 1 MiB.
    public var maxSettingBytes = 1 << 20

    /// The most settings of one plugin. Default 1,000.
    public var maxSettings = 1_000

    /// All settings' JSON of one plugin together. Default 8 MiB.
    public var maxSettingsBytes = 8 << 20

    /// The longest JSON that a view keeps under one key. Default 64 KiB.
    public var maxViewValueBytes = 64 << 10

    /// The most values that the views of one plugin keep. Default 1,000.
    public var maxViewValues = 1_000

    /// All that the views of one plugin keep, together. Default 1 MiB.
    public var maxViewValuesBytes = 1 << 20

    /// The longest connection's JSON. Default 256 KiB.
    public var maxConnectionBytes = 256 << 10

    /// The most connections of one plugin. Default 10,000.
    public var maxConnections = 10_000

    /// All connections' JSON of one plugin together. Default 32 MiB.
    public var maxConnectionsBytes = 32 << 20

    /// The longest payload of an event and detail of an audit entry. Default 256 KiB.
    public var maxPayloadBytes = 256 << 10

    /// The most events or audit entries appended by one call. Default 10,000.
    public var maxAppended = 10_000

    /// The most events or audit entries read by one call; more than this is never given. Default 1,000.
    public var maxPageCount = 1_000

    /// The payloads of one page together; a page ends before it, but holds one event at least. Default 8 MiB.
    public var maxPageBytes = 8 << 20

    /// The most events or audit entries removed in one transaction, so that writers never wait long. Default 1,000.
    public var pruneBatch = 1_000

    /// The size that the file may reach; at it, writes fail as ``StoreError/Code/diskFull``. Default 4 GiB.
    public var maxFileBytes: Int64 = 4 << 30

    /// How long to wait for another process's lock. Default 5 s.
    public var busyTimeout: Duration = .seconds(5)

    /// The default limits.
    public init() {}
}
