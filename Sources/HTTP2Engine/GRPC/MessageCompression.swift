/// A way to compress messages, by its name in `grpc-encoding` and `grpc-accept-encoding`.
package enum MessageCompression: String, Sendable, Hashable, CaseIterable {
    case identity
    case gzip
    /// The zlib format of RFC 1950, which is what peers mean by this name, not the bare stream of RFC 1951.
    case deflate

    /// `nil` for a name that is not known; names are lower case (gRPC over HTTP/2, Content-Coding).
    package init?(name: String) {
        self.init(rawValue: name)
    }

    package var name: String { rawValue }

    /// The value of `grpc-accept-encoding` of an engine that reads all of them.
    package static let acceptEncoding = "identity,gzip,deflate"

    /// Compresses the payload of one message.
    package func compress(_ bytes: UnsafeRawBufferPointer) throws(GRPCCodingError) -> [UInt8] {
        switch self {
        case .identity: [UInt8](bytes)
        case .gzip: try GzipCodec.compress(bytes)
        case .deflate: try ZlibStream.compress(bytes, format: .zlib)
        }
    }

    /// Decompresses the payload of one message into at most `limit` bytes.
    package func decompress(_ bytes: UnsafeRawBufferPointer, limit: Int) throws(GRPCCodingError) -> [UInt8] {
        switch self {
        case .identity:
            guard bytes.count <= limit else { throw .tooLarge(count: bytes.count, limit: limit) }
            return [UInt8](bytes)
        case .gzip: return try GzipCodec.decompress(bytes, limit: limit)
        case .deflate: return try ZlibStream.decompress(bytes, format: .zlib, limit: limit)
        }
    }
}
