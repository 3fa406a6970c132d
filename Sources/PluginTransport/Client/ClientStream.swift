import GRPCCore
import HTTP2Engine

/// The parts of an answer, as gRPC's general client reads them.
struct ResponseParts: AsyncSequence, Sendable {
    typealias Element = RPCResponsePart<PluginMessageBytes>
    typealias Failure = any Error

    let connection: GRPCConnection
    let call: Call
    let watch: CallWatch?
    /// The largest message taken, in bytes.
    let limit: Int

    func makeAsyncIterator() -> Iterator {
        Iterator(parts: self)
    }

    struct Iterator: AsyncIteratorProtocol {
        let parts: ResponseParts

        mutating func next() async throws -> Element? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            switch await parts.connection.next(of: parts.call) {
            case .response(let head): return .metadata(Metadata(head.metadata))
            case .message(let message):
                do {
                    return .message(try parts.unpack(message))
                } catch {
                    parts.watch?.end(throwing: error)
                    throw error
                }
            case .status(let status, let trailers):
                parts.watch?.end(status.errorCode)
                return .status(Status(status), Metadata(trailers))
            case .failed(let status):
                parts.watch?.end(status.errorCode)
                throw RPCError(status)
            case .request, .placed, .end, nil: return nil
            }
        }
    }

    private func unpack(_ message: ReceivedMessage) throws(RPCError) -> [UInt8] {
        let bytes = try message.unpacked(call.compression, limit: limit)
        guard bytes.count <= limit else {
            throw RPCError(
                code: .resourceExhausted,
                message: "the answer has a message of \(bytes.count) bytes; this call takes \(limit) at most"
            )
        }
        return bytes
    }
}

/// Sends the parts of a request that gRPC's general client writes.
struct RequestWriter: ClosableRPCWriterProtocol {
    let connection: GRPCConnection
    let call: Call
    let watch: CallWatch?
    let path: String
    /// Whether one message is all that comes: then it goes out together with the head and the end.
    let isSingle: Bool
    let packing: MessagePacking

    private static let timeoutKey = "grpc-timeout"

    func write(_ element: RPCRequestPart<PluginMessageBytes>) async throws {
        switch element {
        case .metadata(var metadata):
            // Watched here too: a server that sees the deadline pass a moment before the general client does may just
            // reset the stream, which would pass for a cancellation.
            let timeout = metadata[stringValues: Self.timeoutKey].lazy.compactMap { GRPCTimeout.decode($0) }.first
            if timeout != nil { metadata.removeAllValues(forKey: Self.timeoutKey) }
            watch?.begin(&metadata, within: timeout)
            let opening = GRPCConnection.Opening(
                path: path,
                timeout: timeout,
                compression: packing.compression,
                metadata: try metadata.headerFields()
            )
            try await connection.open(call, opening, sends: !isSingle)
        case .message(let message):
            try await connection.write(try packing.pack(message), on: call, sends: !isSingle)
        }
    }

    func write(contentsOf elements: some Sequence<RPCRequestPart<PluginMessageBytes>>) async throws {
        for element in elements { try await write(element) }
    }

    func finish() async {
        connection.finish(call)
    }

    func finish(throwing error: any Error) async {
        connection.abandon(call, because: error)
    }
}
