import CZlib

/// One run of zlib over one message, start to end.
enum ZlibStream {
    /// The header and trailer around the deflate stream of RFC 1951.
    enum Format: Sendable {
        /// RFC 1952.
        case gzip
        /// RFC 1950.
        case zlib

        /// How zlib is told: the logarithm of the window size, and 16 more for gzip.
        fileprivate var windowBits: Int32 {
            switch self {
            case .gzip: MAX_WBITS + 16
            case .zlib: MAX_WBITS
            }
        }
    }

    /// What is decompressed before it is checked against the limit, in bytes.
    static let chunkSize = 32 * 1024

    static func compress(_ bytes: UnsafeRawBufferPointer, format: Format) throws(GRPCCodingError) -> [UInt8] {
        let stream = allocate()
        defer { stream.deallocate() }
        // 8 is zlib's default for its memory level.
        guard czlib_deflate_init(stream, Z_DEFAULT_COMPRESSION, format.windowBits, 8) == Z_OK else {
            throw .outOfMemory
        }
        defer { deflateEnd(stream) }
        var rest = bytes
        var status = Z_OK
        // The bound holds for a single pass, so the output is never short and the loop runs once below 4 GiB.
        let bound = Int(deflateBound(stream, uLong(bytes.count)))
        let compressed = [UInt8](unsafeUninitializedCapacity: bound) { output, count in
            repeat {
                feed(stream, from: &rest)
                let room = UInt32(clamping: output.count - count)
                stream.pointee.next_out = output.baseAddress.map { $0 + count }
                stream.pointee.avail_out = room
                status = deflate(stream, rest.isEmpty ? Z_FINISH : Z_NO_FLUSH)
                count += Int(room - stream.pointee.avail_out)
            } while status == Z_OK
        }
        guard status == Z_STREAM_END else { throw .outOfMemory }
        return compressed
    }

    static func decompress(
        _ bytes: UnsafeRawBufferPointer,
        format: Format,
        limit: Int
    ) throws(GRPCCodingError) -> [UInt8] {
        let stream = allocate()
        defer { stream.deallocate() }
        guard czlib_inflate_init(stream, format.windowBits) == Z_OK else { throw .outOfMemory }
        defer { inflateEnd(stream) }
        let chunk = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: chunkSize)
        defer { chunk.deallocate() }
        let limit = max(0, limit)
        var rest = bytes
        var output: [UInt8] = []
        while true {
            feed(stream, from: &rest)
            stream.pointee.next_out = chunk.baseAddress
            stream.pointee.avail_out = UInt32(chunkSize)
            let status = inflate(stream, Z_NO_FLUSH)
            let produced = chunkSize - Int(stream.pointee.avail_out)
            guard produced <= limit - output.count else { throw .decompressedTooLarge(limit: limit) }
            output.append(
                UnsafeRawBufferPointer(start: chunk.baseAddress, count: produced),
                growingTo: status == Z_STREAM_END ? output.count + produced : limit
            )
            switch status {
            case Z_OK: continue
            case Z_STREAM_END:
                guard stream.pointee.avail_in == 0, rest.isEmpty else {
                    throw .malformed("The compressed message has bytes after its end.")
                }
                return output
            case Z_MEM_ERROR: throw .outOfMemory
            // No progress is possible: the input is used up.
            case Z_BUF_ERROR: throw .malformed("The compressed message is cut short.")
            default: throw .malformed("The compressed message is damaged.")
            }
        }
    }

    /// A zlib stream at an address of its own: zlib remembers it and refuses a stream that moved.
    private static func allocate() -> UnsafeMutablePointer<z_stream> {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        return stream
    }

    /// Gives `stream` its next input when it has none left; zlib counts it in 32 bits.
    private static func feed(_ stream: UnsafeMutablePointer<z_stream>, from rest: inout UnsafeRawBufferPointer) {
        guard stream.pointee.avail_in == 0, !rest.isEmpty else { return }
        let count = UInt32(clamping: rest.count)
        // zlib's interface is not const; it does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: rest.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = count
        rest = UnsafeRawBufferPointer(rebasing: rest[Int(count)...])
    }
}
