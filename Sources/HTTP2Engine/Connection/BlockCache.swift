/// Encoded header blocks that can be written again as they are, for as long as they mean the same to the peer.
struct BlockCache {
    /// More methods than this on one connection are encoded anew each time.
    private static let size = 256

    private var generation: UInt64 = 0
    private var requests: [String: [UInt8]] = [:]
    private var responseHead: [UInt8]?
    private var okTrailers: [UInt8]?

    /// The beginning of a request's block: everything but its timeout and metadata.
    mutating func request(_ path: String, encoder: inout HPACKEncoder, to output: inout [UInt8]) {
        begin(encoder)
        if let block = requests[path] {
            output += block
            return
        }
        let block = encode(RequestFields.all(path: path), with: &encoder)
        if generation == encoder.generation, requests.count < Self.size { requests[path] = block }
        output += block
    }

    /// The block of a response's head without metadata.
    mutating func responseHead(encoder: inout HPACKEncoder, to output: inout [UInt8]) {
        begin(encoder)
        if let responseHead {
            output += responseHead
            return
        }
        let block = encode(ResponseFields.head, with: &encoder)
        if generation == encoder.generation { responseHead = block }
        output += block
    }

    /// The block that ends a call that went well, without metadata.
    mutating func okTrailers(encoder: inout HPACKEncoder, to output: inout [UInt8]) {
        begin(encoder)
        if let okTrailers {
            output += okTrailers
            return
        }
        let block = encode([HeaderField("grpc-status", "0")], with: &encoder)
        if generation == encoder.generation { okTrailers = block }
        output += block
    }

    private mutating func begin(_ encoder: HPACKEncoder) {
        guard generation != encoder.generation else { return }
        generation = encoder.generation
        requests.removeAll(keepingCapacity: true)
        responseHead = nil
        okTrailers = nil
    }

    /// Fields that come again with each call get a place in the peer's table.
    private func encode(_ fields: [HeaderField], with encoder: inout HPACKEncoder) -> [UInt8] {
        var block: [UInt8] = []
        encoder.beginBlock(&block)
        for field in fields { encoder.append(field.name, field.value, indexing: .incremental, to: &block) }
        return block
    }
}

/// What every request of ours says (gRPC over HTTP/2, "Requests").
enum RequestFields {
    /// Other implementations refuse a socket's path as authority, so it is always this.
    static let authority = "localhost"
    static let userAgent = "grpc-swift-omniview/1.0"

    static func all(path: String) -> [HeaderField] {
        [
            HeaderField(":method", "POST"), HeaderField(":scheme", "http"), HeaderField(":path", path),
            HeaderField(":authority", authority), HeaderField("te", "trailers"),
            HeaderField("content-type", ContentType.grpc), HeaderField("user-agent", userAgent),
            HeaderField("grpc-accept-encoding", MessageCompression.acceptEncoding),
        ]
    }
}

/// What every response of ours says.
enum ResponseFields {
    static let head = [
        HeaderField(":status", "200"), HeaderField("content-type", ContentType.grpc),
        HeaderField("grpc-accept-encoding", MessageCompression.acceptEncoding),
    ]
}
