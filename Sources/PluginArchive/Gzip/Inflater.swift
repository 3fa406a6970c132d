import CZlib

/// Decompresses the members of a gzip file, a piece at a time.
///
/// A file may be a series of members (RFC 1952, section 2.2), and what they hold is one stream; `gzip` and `pigz` read
/// and write such files. Anything else after a member is refused. zlib compares the checksum and the length at the end
/// of each member.
struct Inflater: ~Copyable {
    /// Bytes that are decompressed at a time.
    static let chunkBytes = 64 << 10

    private enum Place {
        case start, member, between
    }

    private let limits: ArchiveLimits
    private let stream: UnsafeMutablePointer<z_stream>
    private let chunk: UnsafeMutableBufferPointer<UInt8>
    private var place = Place.start
    private var isOutputFull = false
    private var consumed: Int64 = 0
    private var produced: Int64 = 0

    init(limits: ArchiveLimits) throws(ArchiveError) {
        self.limits = limits
        // At an address of its own: zlib remembers it and refuses a stream that moved.
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        chunk = .allocate(capacity: Self.chunkBytes)
        // 16 more than the window's logarithm: gzip, and nothing else.
        if czlib_inflate_init(stream, MAX_WBITS + 16) != Z_OK {
            throw Self.outOfMemory
        }
    }

    deinit {
        // Of a stream that was not started, zlib says so and does nothing.
        inflateEnd(stream)
        stream.deallocate()
        chunk.deallocate()
    }

    /// Decompresses the beginning of `input` and takes it away.
    ///
    /// - Returns: The next bytes, which are valid until the next call; nil when more input is needed.
    mutating func next(_ input: inout UnsafeRawBufferPointer) throws(ArchiveError) -> UnsafeRawBufferPointer? {
        while !input.isEmpty || isOutputFull {
            if place != .member {
                isOutputFull = false
                if input.isEmpty { break }
                try startMember(input)
            }
            let (status, count) = step(&input)
            switch status {
            case Z_STREAM_END: place = .between
            // Z_BUF_ERROR: there was nothing left to write after all.
            case Z_OK, Z_BUF_ERROR: break
            case Z_MEM_ERROR: throw Self.outOfMemory
            default: throw Self.damaged("the compressed data is damaged")
            }
            if produced > limits.freeExpansionBytes, produced / limits.maxExpansion > consumed {
                throw ArchiveError(
                    .limitExceeded,
                    "the archive becomes more than \(limits.maxExpansion) times its size, as only a decompression bomb does"
                )
            }
            if count > 0 {
                return UnsafeRawBufferPointer(start: chunk.baseAddress, count: count)
            }
        }
        return nil
    }

    /// Ends the input.
    func finish() throws(ArchiveError) {
        if place == .member || place == .start {
            throw ArchiveError(.truncated, "the compressed data ends too early; get the archive again")
        }
    }

    private mutating func startMember(_ input: UnsafeRawBufferPointer) throws(ArchiveError) {
        if place == .between {
            guard input.first == 0x1F else {
                throw Self.damaged("there is something after the end of the compressed data")
            }
            inflateReset(stream)
        }
        place = .member
    }

    private mutating func step(_ input: inout UnsafeRawBufferPointer) -> (status: Int32, count: Int) {
        let given = UInt32(clamping: input.count)
        // zlib's interface is not const; it does not write to its input.
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
        stream.pointee.avail_in = given
        stream.pointee.next_out = chunk.baseAddress
        stream.pointee.avail_out = UInt32(chunk.count)
        let status = inflate(stream, Z_NO_FLUSH)
        let used = Int(given - stream.pointee.avail_in)
        let count = chunk.count - Int(stream.pointee.avail_out)
        input = UnsafeRawBufferPointer(rebasing: input[used...])
        isOutputFull = stream.pointee.avail_out == 0
        consumed += Int64(used)
        produced += Int64(count)
        return (status, count)
    }

    private static let outOfMemory = ArchiveError(.unreadable, "there is no memory to decompress the archive")

    private static func damaged(_ what: String) -> ArchiveError {
        ArchiveError(.damaged, "\(what); get the archive again, it must be a .tar.gz")
    }
}
