public import GRPCCore
import HTTP2Engine
public import SwiftProtobuf

/// Where the handlers of calls run.
public enum HandlerExecutor: Sendable, Hashable {
    /// On Swift's pool of threads. A handler may take its time there.
    case pool
    /// On the thread that reads the connection, which saves waking another one. While such a handler computes, nothing
    /// else is heard from the host: it must be short and must never block.
    case connection
}

/// A method that a plugin serves on the short way.
///
/// The short way skips gRPC's general server, and means the same: the same errors, metadata and deadlines. Interceptors
/// are of the general server only. A method that is served this way wins over a service that has it too.
public struct ServerMethod: Sendable {
    /// The method's name.
    public let descriptor: MethodDescriptor
    let executor: HandlerExecutor
    let handler: Handler

    enum Handler: Sendable {
        /// Starts when the one request has come.
        case request(@Sendable (IncomingMessage, ServerCall) async throws -> Void)
        /// Starts with the call, and reads the requests as they come.
        case stream(@Sendable (ServerCall) async throws -> Void)
    }

    /// Whether the handler waits for the whole request.
    var isGathered: Bool {
        guard case .request = handler else { return false }
        return true
    }

    private init(
        _ descriptor: MethodDescriptor,
        _ executor: HandlerExecutor,
        handle: @escaping @Sendable (IncomingMessage, ServerCall) async throws -> Void
    ) {
        self.descriptor = descriptor
        self.executor = executor
        handler = .request(handle)
    }

    private init(
        _ descriptor: MethodDescriptor,
        _ executor: HandlerExecutor,
        handleStream: @escaping @Sendable (ServerCall) async throws -> Void
    ) {
        self.descriptor = descriptor
        self.executor = executor
        handler = .stream(handleStream)
    }

    /// A method with one answer.
    ///
    /// - Parameters:
    ///   - descriptor: the method's name.
    ///   - executor: where the handler runs.
    ///   - handler: answers; an `RPCError` that it throws becomes the call's status, any other error `unknown`.
    public static func unary<Request: Sendable, Response: Sendable>(
        _ descriptor: MethodDescriptor,
        serializer: some MessageSerializer<Response>,
        deserializer: some MessageDeserializer<Request>,
        runsOn executor: HandlerExecutor = .pool,
        handler: @escaping @Sendable (Request, ServerCall) async throws -> Response
    ) -> ServerMethod {
        ServerMethod(descriptor, executor) { message, call in
            let response = try await handler(try deserializer.deserialize(message.array), call)
            try call.respond(try call.packing.pack(try serializer.serialize(response)))
        }
    }

    /// A method with a stream of answers.
    public static func serverStream<Request: Sendable, Response: Sendable>(
        _ descriptor: MethodDescriptor,
        serializer: some MessageSerializer<Response>,
        deserializer: some MessageDeserializer<Request>,
        runsOn executor: HandlerExecutor = .pool,
        handler: @escaping @Sendable (Request, TypedResponseWriter<Response>, ServerCall) async throws -> Void
    ) -> ServerMethod {
        ServerMethod(descriptor, executor) { message, call in
            let writer = TypedResponseWriter<Response>(call: call) {
                try call.packing.pack(try serializer.serialize($0))
            }
            try await handler(try deserializer.deserialize(message.array), writer, call)
            try call.finish()
        }
    }

    /// A method with one answer whose messages are protobuf.
    public static func unary<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor,
        runsOn executor: HandlerExecutor = .pool,
        handler: @escaping @Sendable (Request, ServerCall) async throws -> Response
    ) -> ServerMethod {
        ServerMethod(descriptor, executor) { message, call in
            let response = try await handler(try ProtobufCoding.deserialize(message), call)
            try call.respond(try ProtobufCoding.serialize(response, call.packing))
        }
    }

    /// A method with a stream of answers whose messages are protobuf.
    public static func serverStream<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor,
        runsOn executor: HandlerExecutor = .pool,
        handler: @escaping @Sendable (Request, TypedResponseWriter<Response>, ServerCall) async throws -> Void
    ) -> ServerMethod {
        ServerMethod(descriptor, executor) { message, call in
            let writer = TypedResponseWriter<Response>(call: call) { try ProtobufCoding.serialize($0, call.packing) }
            try await handler(try ProtobufCoding.deserialize(message), writer, call)
            try call.finish()
        }
    }

    /// A method with a stream each way, whose messages are protobuf.
    ///
    /// The handler starts with the call. Requests that it has not read when it returns are of no interest.
    public static func bidirectionalStream<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor,
        runsOn executor: HandlerExecutor = .pool,
        handler:
            @escaping @Sendable (TypedRequests<Request>, TypedResponseWriter<Response>, ServerCall) async throws -> Void
    ) -> ServerMethod {
        ServerMethod(
            descriptor,
            executor,
            handleStream: { call in
                let requests = TypedRequests<Request>(call: call) { try ProtobufCoding.deserialize($0) }
                let writer = TypedResponseWriter<Response>(call: call) {
                    try ProtobufCoding.serialize($0, call.packing)
                }
                try await handler(requests, writer, call)
                try call.finish()
            }
        )
    }
}

/// The requests of one call, in their order.
public struct TypedRequests<Request: Sendable>: Sendable {
    let call: ServerCall
    let deserialize: @Sendable (PluginMessageBytes) throws -> Request

    /// The next request, or nil behind the last; for one task at a time.
    ///
    /// - Throws: `RPCError` when the host has given the call up; what the coding of the message throws.
    public func next() async throws -> Request? {
        try await call.next().map(deserialize)
    }
}

/// Sends the answers of one call.
public struct TypedResponseWriter<Response: Sendable>: Sendable {
    let call: ServerCall
    let serialize: @Sendable (Response) throws -> OutgoingMessage

    /// Sends one answer, and waits until more may follow: the host sets the pace.
    ///
    /// - Throws: `RPCError` when the host has given the call up; what the coding of the message throws.
    public func write(_ response: Response) async throws {
        try await call.write(try serialize(response))
    }
}
