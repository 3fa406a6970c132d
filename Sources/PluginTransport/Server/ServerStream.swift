import GRPCCore
import HTTP2Engine

/// The parts of a request, as gRPC's general server reads them.
struct RequestParts: AsyncSequence, Sendable {
    typealias Element = RPCRequestPart<PluginMessageBytes>
    typealias Failure = any Error

    let connection: GRPCConnection
    let call: Call

    func makeAsyncIterator() -> Iterator {
        Iterator(parts: self)
    }

    struct Iterator: AsyncIteratorProtocol {
        let parts: RequestParts

        mutating func next() async throws -> Element? {
            try await next(isolation: #isolation)
        }

        mutating func next(isolation actor: isolated (any Actor)?) async throws -> Element? {
            let (connection, call) = (parts.connection, parts.call)
            switch await connection.next(of: call) {
            case .request(let head): return .metadata(Metadata(head))
            case .message(let message):
                return .message(try message.unpacked(call.compression, limit: connection.messageSize))
            case .failed(let status): throw RPCError(status)
            case .response, .status, .placed, .end, nil: return nil
            }
        }
    }
}

/// Sends the parts of an answer that gRPC's general server writes.
struct ResponseWriter: ClosableRPCWriterProtocol {
    let connection: GRPCConnection
    let call: Call
    /// Whether one message is all that comes: then head, message and end go out together.
    let isSingle: Bool
    let compression: MessageCompression

    func write(_ element: RPCResponsePart<PluginMessageBytes>) async throws {
        switch element {
        case .metadata(let metadata):
            let head = GRPCConnection.AnswerHead(compression: compression, metadata: try metadata.headerFields())
            connection.sendHead(head, of: call, sends: !isSingle)
        case .message(let message):
            let message = try connection.packing(compression).pack(message)
            try await connection.write(message, on: call, sends: !isSingle)
        case .status(let status, let metadata):
            // Metadata that cannot be sent must not keep the status from the client.
            let fields = (try? metadata.headerFields()) ?? []
            connection.sendStatus(GRPCStatus(status), metadata: fields, of: call)
        }
    }

    func write(contentsOf elements: some Sequence<RPCResponsePart<PluginMessageBytes>>) async throws {
        for element in elements { try await write(element) }
    }

    /// The status has ended the call already.
    func finish() async {}

    func finish(throwing error: any Error) async {
        connection.sendStatus(GRPCStatus(RPCError(handling: error)), metadata: [], of: call)
    }
}
