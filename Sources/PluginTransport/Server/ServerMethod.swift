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

/// A method that a plugin serves on the short way: with one request, and one or more answers.
///
/// The short way skips gRPC's general server, and means the same: the same errors, metadata and deadlines. Interceptors
/// are of the general server only. A method that is served this way wins over a service that has it too.
public struct ServerMethod: Sendable {
    /// The method's name.
    public let descriptor: MethodDescriptor
    let executor: HandlerExecutor
    let handle: @Sendable (PluginMessageBytes, ServerCall) async throws -> Void

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
        ServerMethod(descriptor: descriptor, executor: executor) { bytes, call in
            let response = try await handler(try deserializer.deserialize(bytes), call)
            try call.respond(try serializer.serialize(response))
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
        ServerMethod(descriptor: descriptor, executor: executor) { bytes, call in
            let writer = TypedResponseWriter<Response>(call: call) { try serializer.serialize($0) }
            try await handler(try deserializer.deserialize(bytes), writer, call)
            try call.finish()
        }
    }

    /// A method with one answer whose messages are protobuf.
    public static func unary<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor,
        runsOn executor: HandlerExecutor = .pool,
        handler: @escaping @Sendable (Request, ServerCall) async throws -> Response
    ) -> ServerMethod {
        ServerMethod(descriptor: descriptor, executor: executor) { bytes, call in
            let response = try await handler(try ProtobufCoding.deserialize(bytes), call)
            try call.respond(try ProtobufCoding.serialize(response))
        }
    }

    /// A method with a stream of answers whose messages are protobuf.
    public static func serverStream<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor,
        runsOn executor: HandlerExecutor = .pool,
        handler: @escaping @Sendable (Request, TypedResponseWriter<Response>, ServerCall) async throws -> Void
    ) -> ServerMethod {
        ServerMethod(descriptor: descriptor, executor: executor) { bytes, call in
            let writer = TypedResponseWriter<Response>(call: call) { try ProtobufCoding.serialize($0) }
            try await handler(try ProtobufCoding.deserialize(bytes), writer, call)
            try call.finish()
        }
    }
}

/// Sends the answers of one call.
public struct TypedResponseWriter<Response: Sendable>: Sendable {
    let call: ServerCall
    let serialize: @Sendable (Response) throws -> PluginMessageBytes

    /// Sends one answer, and waits until more may follow: the host sets the pace.
    ///
    /// - Throws: `RPCError` when the host has given the call up; what the coding of the message throws.
    public func write(_ response: Response) async throws {
        try await call.write(try serialize(response))
    }
}
