public import GRPCCore
import HTTP2Engine

/// The answer to a call, with what came around it.
public struct TypedResponse<Response: Sendable>: Sendable {
    /// The message.
    public var message: Response
    /// What the plugin sent before it.
    public var metadata: Metadata
    /// What the plugin sent behind it.
    public var trailingMetadata: Metadata
}

extension PluginClientTransport {
    /// Calls a method with one request and one answer.
    ///
    /// - Parameters:
    ///   - method: the method, made once.
    ///   - request: its request.
    ///   - metadata: what to send before it.
    ///   - options: the deadline, the compression and the limits; the other options are of the general client.
    /// - Throws: `RPCError` when the call ends with another status than OK, `deadlineExceeded` and `cancelled` among
    ///   them; what the coding of the messages throws.
    public func call<Request, Response>(
        _ method: UnaryMethod<Request, Response>,
        _ request: Request,
        metadata: Metadata = [:],
        options: CallOptions = .defaults
    ) async throws -> TypedResponse<Response> {
        try await watching(method.descriptor, metadata, options) { metadata, watch in
            let opening = try GRPCConnection.Opening(path: method.path, metadata: metadata, options: options)
            do {
                let (bytes, outcome) = try await unary(
                    opening,
                    message: try method.serialize(request, packing(of: opening, options)),
                    options: options
                )
                let response = TypedResponse(
                    message: try method.deserialize(bytes),
                    metadata: Metadata(outcome.head?.metadata ?? []),
                    trailingMetadata: Metadata(outcome.trailers)
                )
                watch?.end(nil)
                return response
            } catch {
                watch?.end(throwing: error)
                throw error
            }
        }
    }

    /// Makes a call, and sees to it that whoever observes it is told its end.
    private func watching<Result: Sendable>(
        _ method: MethodDescriptor,
        _ metadata: Metadata,
        _ options: CallOptions,
        _ body: (Metadata, CallWatch?) async throws -> Result
    ) async throws -> Result {
        guard let observer else { return try await body(metadata, nil) }
        let watch = CallWatch(observer, method)
        var metadata = metadata
        watch.begin(&metadata, within: options.timeout)
        defer { watch.release() }
        do {
            return try await body(metadata, watch)
        } catch {
            watch.release(throwing: error)
            throw error
        }
    }

    private func unary(
        _ opening: GRPCConnection.Opening,
        message: OutgoingMessage,
        options: CallOptions
    ) async throws -> (bytes: PluginMessageBytes, outcome: UnaryOutcome) {
        let outcome = await connection.unary(opening, message: message)
        guard outcome.status.code == .ok else { throw RPCError(outcome.status, metadata: outcome.trailers) }
        guard let answer = outcome.message, outcome.messageCount == 1 else {
            throw RPCError(
                code: .internalError,
                message: "the plugin answered \(opening.path) with \(outcome.messageCount) messages instead of one"
            )
        }
        let limit = options.maxResponseMessageBytes ?? connection.messageSize
        let unpacked = try answer.unpacked(outcome.head?.compression, limit: limit)
        guard unpacked.count <= limit else { throw RPCError(answerOf: unpacked.count, limit: limit) }
        return (unpacked, outcome)
    }

    private func packing(of opening: GRPCConnection.Opening, _ options: CallOptions) -> MessagePacking {
        connection.packing(opening.compression, limit: options.maxRequestMessageBytes ?? .max)
    }

    /// Calls a method with one request and a stream of answers.
    ///
    /// - Parameter body: reads the answers; the call is given up when it returns before their end.
    /// - Returns: what `body` returns.
    /// - Throws: `RPCError` when the call ends with another status than OK; what `body` throws.
    public func call<Request, Response, Result: Sendable>(
        _ method: ServerStreamMethod<Request, Response>,
        _ request: Request,
        metadata: Metadata = [:],
        options: CallOptions = .defaults,
        body: (inout TypedResponses<Response>) async throws -> Result
    ) async throws -> Result {
        try await watching(method.descriptor, metadata, options) { metadata, watch in
            let opening = try GRPCConnection.Opening(path: method.path, metadata: metadata, options: options)
            let message = try method.serialize(request, packing(of: opening, options))
            let call = Call()
            defer { connection.release(call) }
            try await connection.open(call, opening, sends: false)
            do throws(RPCError) {
                try await connection.write(message, on: call, sends: false)
                connection.finish(call)
            } catch {
                // The plugin may have answered without reading everything: then it is the answer that says why.
                if Task.isCancelled { throw error }
            }
            var responses = TypedResponses(
                connection: connection,
                call: call,
                watch: watch,
                limit: options.maxResponseMessageBytes ?? connection.messageSize,
                deserialize: method.deserialize
            )
            return try await body(&responses)
        }
    }

    /// Calls a method with a stream each way.
    ///
    /// - Parameter body: writes the requests and reads the answers, from two tasks if it likes; the call is given up
    ///   when it returns before their end.
    /// - Returns: what `body` returns.
    /// - Throws: `RPCError` when the call ends with another status than OK; what `body` throws.
    public func call<Request, Response, Result: Sendable>(
        _ method: BidirectionalStreamMethod<Request, Response>,
        metadata: Metadata = [:],
        options: CallOptions = .defaults,
        body: (TypedRequestWriter<Request>, inout TypedResponses<Response>) async throws -> Result
    ) async throws -> Result {
        try await watching(method.descriptor, metadata, options) { metadata, watch in
            let opening = try GRPCConnection.Opening(path: method.path, metadata: metadata, options: options)
            let call = Call()
            defer { connection.release(call) }
            try await connection.open(call, opening, sends: true)
            let writer = TypedRequestWriter<Request>(
                connection: connection,
                call: call,
                packing: packing(of: opening, options),
                serialize: method.serialize
            )
            var responses = TypedResponses(
                connection: connection,
                call: call,
                watch: watch,
                limit: options.maxResponseMessageBytes ?? connection.messageSize,
                deserialize: method.deserialize
            )
            return try await body(writer, &responses)
        }
    }
}

/// Sends the requests of one call.
public struct TypedRequestWriter<Request: Sendable>: Sendable {
    let connection: GRPCConnection
    let call: Call
    let packing: MessagePacking
    let serialize: @Sendable (Request, MessagePacking) throws -> OutgoingMessage

    /// Sends one request, and waits until more may follow: the plugin sets the pace.
    ///
    /// - Throws: `RPCError` when the call is over; what the coding of the message throws.
    public func write(_ request: Request) async throws {
        try await connection.write(try serialize(request, packing), on: call, sends: true)
    }

    /// Says that no more will come.
    public func finish() {
        connection.finish(call)
    }
}

/// The answers of one call, in their order.
public struct TypedResponses<Response: Sendable>: AsyncIteratorProtocol, Sendable {
    let connection: GRPCConnection
    let call: Call
    let watch: CallWatch?
    let limit: Int
    let deserialize: @Sendable (PluginMessageBytes) throws -> Response

    /// What the plugin sent before the first answer; empty until that has been read.
    public private(set) var metadata: Metadata = [:]
    /// What the plugin sent behind the last answer; empty until the end has been read.
    public private(set) var trailingMetadata: Metadata = [:]

    init(
        connection: GRPCConnection,
        call: Call,
        watch: CallWatch?,
        limit: Int,
        deserialize: @escaping @Sendable (PluginMessageBytes) throws -> Response
    ) {
        self.connection = connection
        self.call = call
        self.watch = watch
        self.limit = limit
        self.deserialize = deserialize
    }

    /// The next answer, or nil behind the last.
    ///
    /// - Throws: `RPCError` when the call ended with another status than OK; what the coding of the message throws.
    public mutating func next() async throws -> Response? {
        while true {
            switch await connection.next(of: call) {
            case .response(let head):
                metadata = Metadata(head.metadata)
            case .message(let message):
                do {
                    return try read(message)
                } catch {
                    watch?.end(throwing: error)
                    throw error
                }
            case .status(let status, let trailers):
                watch?.end(status.errorCode)
                guard status.code == .ok else { throw RPCError(status, metadata: trailers) }
                trailingMetadata = Metadata(trailers)
                return nil
            case .failed(let status):
                watch?.end(status.errorCode)
                throw RPCError(status)
            case .request, .placed, .end, nil:
                return nil
            }
        }
    }

    /// As ``next()``, for a reader that has no use for metadata.
    func message() async throws -> Response? {
        var copy = self
        return try await copy.next()
    }

    private func read(_ message: ReceivedMessage) throws -> Response {
        let bytes = try message.unpacked(call.compression, limit: limit)
        guard bytes.count <= limit else { throw RPCError(answerOf: bytes.count, limit: limit) }
        return try deserialize(bytes)
    }
}

extension RPCError {
    fileprivate init(answerOf count: Int, limit: Int) {
        self.init(
            code: .resourceExhausted,
            message: "an answer of \(count) bytes exceeds the limit of this call, \(limit)"
        )
    }
}

extension GRPCConnection.Opening {
    fileprivate init(path: String, metadata: Metadata, options: CallOptions) throws {
        self.init(
            path: path,
            timeout: options.timeout,
            compression: MessageCompression(options.compression),
            metadata: try metadata.headerFields()
        )
    }
}
