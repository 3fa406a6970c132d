/// The compression `gzip` of gRPC messages: one member of RFC 1952 a message.
package enum GzipCodec {
    /// Compresses at zlib's default level, 6.
    package static func compress(_ bytes: UnsafeRawBufferPointer) throws(GRPCCodingError) -> [UInt8] {
        try ZlibStream.compress(bytes, format: .gzip)
    }

    /// Decompresses one member into at most `limit` bytes.
    ///
    /// No more than `limit` bytes and one chunk are ever held, whatever `bytes` would unfold to: longer output is
    /// `messageTooLarge`. Garbage, a member cut short and bytes after it, a second member included, are `malformed`.
    package static func decompress(
        _ bytes: UnsafeRawBufferPointer,
        limit: Int
    ) throws(GRPCCodingError) -> [UInt8] {
        try ZlibStream.decompress(bytes, format: .gzip, limit: limit)
    }
}
