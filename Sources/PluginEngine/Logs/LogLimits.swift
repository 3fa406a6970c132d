/// How much the logs of plugins may take of memory and disk.
public struct LogLimits: Sendable, Hashable {
    /// How long a message may be, in bytes of UTF-8; a longer one is cut. Default: 64 KiB.
    public var messageBytes = 64 << 10
    /// How many metadata values a record may have; those last by name are left out. Default: 32.
    public var metadataValues = 32
    /// How long one metadata name or value may be, in bytes of UTF-8; longer ones are cut. Default: 2 KiB.
    public var metadataValueBytes = 2 << 10

    /// How many records of each plugin are kept in memory. Default: 1,000.
    public var ringRecords = 1_000
    /// How much memory these may take, in bytes. Default: 1 MiB. The newest record is kept whatever its size.
    public var ringBytes = 1 << 20

    /// How many records of each plugin may wait for the disk; what is beyond is dropped and counted. Default: 4,096.
    public var queueRecords = 4_096
    /// How much memory these may take, in bytes. Default: 2 MiB.
    public var queueBytes = 2 << 20

    /// How large a file may become before a new one is begun, in bytes. Default: 16 MiB.
    public var fileBytes: Int64 = 16 << 20
    /// How many files a plugin may have, the one being written among them. Default: 5, at least 1.
    public var files = 5
    /// How old a file's last record may become before the file is deleted. Default: 30 days.
    ///
    /// A file is also closed, and a new one begun, when its first record has this age divided by ``files``.
    public var age: Duration = .seconds(30 * 86_400)
    /// How long the writer leaves a disk alone that has refused a write. Default: 1 second.
    public var retryInterval: Duration = .seconds(1)

    /// How many plugins may have a log. Default: 1,000.
    public var plugins = 1_000

    /// Creates the default limits.
    public init() {}

    /// How long a line of a file can be at most, in bytes: a byte of text takes up to six in JSON.
    var lineBytes: Int { 6 * (messageBytes + 2 * metadataValues * metadataValueBytes) + 1_024 }
}
