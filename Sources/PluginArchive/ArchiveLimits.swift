import PluginIntegrity

/// How much of an archive is read before it is refused. Every number in an archive is hostile until checked.
package struct ArchiveLimits: Hashable, Sendable {
    /// The longest archive in bytes, compressed. Default 1 GiB.
    package var maxArchiveBytes: Int64 = 1 << 30

    /// The largest file in bytes. Default 1 GiB.
    package var maxFileBytes: Int64 = 1 << 30

    /// The most bytes in all files together, names in extended headers included. Default 1 GiB.
    package var maxTotalBytes: Int64 = 1 << 30

    /// The most files. Default 10,000, as in a manifest.
    package var maxFiles = 10_000

    /// The most folders, those included that only occur in the names of files. Default 10,000.
    package var maxFolders = 10_000

    /// The longest name in UTF-8 bytes. Default 1,024.
    package var maxPathBytes = 1024

    /// The longest component of a name in UTF-8 bytes. Default 255, what common file systems hold.
    package var maxComponentBytes = 255

    /// The most components of a name. Default 32.
    package var maxDepth = 32

    /// The longest extended header (pax, or a GNU long name) in bytes. Default 64 KiB.
    package var maxMetadataBytes: Int64 = 64 << 10

    /// The most pax headers for the whole archive. Default 16.
    package var maxGlobalHeaders = 16

    /// How many bytes one compressed byte may become. Default 200; deflate cannot do more than 1,032.
    package var maxExpansion: Int64 = 200

    /// The bytes that are unpacked before ``maxExpansion`` counts: small files may compress well. Default 16 MiB.
    package var freeExpansionBytes: Int64 = 16 << 20

    /// The most zero bytes after the end of the tar. Default 1 MiB; tar fills its last record with them.
    package var maxTrailingBytes: Int64 = 1 << 20

    /// The default limits.
    package init() {}

    /// The limits for names as the rules for paths take them.
    var forPaths: IntegrityLimits {
        var limits = IntegrityLimits()
        limits.maxPathBytes = maxPathBytes
        limits.maxDepth = maxDepth
        return limits
    }
}
