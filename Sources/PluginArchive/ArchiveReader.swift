/// Reads a `.tar.gz` in pieces of any length: bytes in, entries out. Touches no file.
///
/// Everything that a plugin's archive must not hold is refused where it stands; what was handed out before must then be
/// thrown away. `docs/installation.md` lists what is refused and why.
package struct ArchiveReader: ~Copyable {
    private var inflater: Inflater
    private var tar: TarReader
    private let limits: ArchiveLimits
    private var readBytes: Int64 = 0

    package init(limits: ArchiveLimits = ArchiveLimits()) throws(ArchiveError) {
        self.limits = limits
        inflater = try Inflater(limits: limits)
        tar = TarReader(limits: limits)
    }

    /// Reads the next bytes of the archive. After an error, no more must be given.
    package mutating func read(
        _ bytes: UnsafeRawBufferPointer,
        _ visitor: inout some ArchiveVisitor
    ) throws(ArchiveError) {
        readBytes += Int64(bytes.count)
        if readBytes > limits.maxArchiveBytes {
            throw ArchiveError(.limitExceeded, "the archive is longer than \(limits.maxArchiveBytes) bytes")
        }
        var rest = bytes
        while let piece = try inflater.next(&rest) {
            try tar.read(piece, &visitor)
        }
    }

    /// Ends the archive.
    ///
    /// - Throws: ``ArchiveError/Code/truncated`` when something is missing at its end.
    package consuming func finish() throws(ArchiveError) {
        try inflater.finish()
        try tar.finish()
    }
}
