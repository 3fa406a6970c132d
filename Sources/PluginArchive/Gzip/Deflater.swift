import CZlib

/// Compresses one gzip member, a piece at a time. Equal input in equal pieces gives equal bytes with the same zlib.
final class Deflater {
    /// Bytes that are compressed at a time.
    static let chunkBytes = 64 << 10

    /// "Unknown": the system that packed an archive is not in it.
    private static let anySystem: Int32 = 255

    private let stream: UnsafeMutablePointer<z_stream>
    private let header: UnsafeMutablePointer<gz_header>
    private let chunk: UnsafeMutableBufferPointer<UInt8>

    init() throws(ArchiveError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        header = .allocate(capacity: 1)
        header.initialize(to: gz_header())
        header.pointee.os = Self.anySystem
        chunk = .allocate(capacity: Self.chunkBytes)
        // 16 more than the window's logarithm: gzip. 8 is zlib's default for its memory level.
        guard czlib_deflate_init(stream, Z_BEST_COMPRESSION, MAX_WBITS + 16, 8) == Z_OK,
            deflateSetHeader(stream, header) == Z_OK
        else {
            throw ArchiveError(.writeFailed, "there is no memory to compress the archive")
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
        header.deallocate()
        chunk.deallocate()
    }

    /// Compresses bytes.
    ///
    /// - Parameters:
    ///   - isLast: Whether the member ends with them.
    ///   - write: Takes compressed bytes, which are valid during the call.
    func compress(
        _ bytes: UnsafeRawBufferPointer,
        isLast: Bool = false,
        _ write: (UnsafeRawBufferPointer) throws(ArchiveError) -> Void
    ) throws(ArchiveError) {
        var rest = bytes
        var status = Z_OK
        repeat {
            let given = UInt32(clamping: rest.count)
            // zlib's interface is not const; it does not write to its input.
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: rest.baseAddress?.assumingMemoryBound(to: UInt8.self)
            )
            stream.pointee.avail_in = given
            stream.pointee.next_out = chunk.baseAddress
            stream.pointee.avail_out = UInt32(chunk.count)
            status = deflate(stream, isLast ? Z_FINISH : Z_NO_FLUSH)
            let used = Int(given - stream.pointee.avail_in)
            let count = chunk.count - Int(stream.pointee.avail_out)
            rest = UnsafeRawBufferPointer(rebasing: rest[used...])
            if count > 0 {
                try write(UnsafeRawBufferPointer(start: chunk.baseAddress, count: count))
            }
        } while !rest.isEmpty || (status == Z_OK && stream.pointee.avail_out == 0)
    }
}
