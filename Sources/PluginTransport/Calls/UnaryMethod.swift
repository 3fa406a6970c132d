public import GRPCCore
public import SwiftProtobuf

/// A method with one request and one answer, for calls on the short way.
///
/// The short way skips gRPC's general client, which makes a task and two sequences for each call, and means the same:
/// the same errors, metadata, deadlines and cancellation. Interceptors and retries are of the general client only; a
/// ``PluginCallObserver`` sees the calls of both.
///
/// ```swift
/// let greet = UnaryMethod<Hello_Request, Hello_Answer>(Hello_Greeter.Method.Greet.descriptor)
/// let answer = try await plugin.call(greet, request)
/// ```
public struct UnaryMethod<Request: Sendable, Response: Sendable>: Sendable {
    /// The method's name.
    public let descriptor: MethodDescriptor
    let path: String
    let serialize: @Sendable (Request, MessagePacking) throws -> OutgoingMessage
    let deserialize: @Sendable (PluginMessageBytes) throws -> Response

    /// Creates a method whose messages are coded as given.
    public init(
        _ descriptor: MethodDescriptor,
        serializer: some MessageSerializer<Request>,
        deserializer: some MessageDeserializer<Response>
    ) {
        self.descriptor = descriptor
        path = descriptor.path
        serialize = { try $1.pack(try serializer.serialize($0)) }
        deserialize = { try deserializer.deserialize($0) }
    }
}

extension UnaryMethod where Request: Message, Response: Message {
    /// Creates a method whose messages are protobuf.
    public init(_ descriptor: MethodDescriptor) {
        self.descriptor = descriptor
        path = descriptor.path
        serialize = { try ProtobufCoding.serialize($0, $1) }
        deserialize = { try ProtobufCoding.deserialize($0) }
    }
}

/// A method with one request and a stream of answers, for calls on the short way (see ``UnaryMethod``).
public struct ServerStreamMethod<Request: Sendable, Response: Sendable>: Sendable {
    /// The method's name.
    public let descriptor: MethodDescriptor
    let path: String
    let serialize: @Sendable (Request, MessagePacking) throws -> OutgoingMessage
    let deserialize: @Sendable (PluginMessageBytes) throws -> Response

    /// Creates a method whose messages are coded as given.
    public init(
        _ descriptor: MethodDescriptor,
        serializer: some MessageSerializer<Request>,
        deserializer: some MessageDeserializer<Response>
    ) {
        self.descriptor = descriptor
        path = descriptor.path
        serialize = { try $1.pack(try serializer.serialize($0)) }
        deserialize = { try deserializer.deserialize($0) }
    }
}

extension ServerStreamMethod where Request: Message, Response: Message {
    /// Creates a method whose messages are protobuf.
    public init(_ descriptor: MethodDescriptor) {
        self.descriptor = descriptor
        path = descriptor.path
        serialize = { try ProtobufCoding.serialize($0, $1) }
        deserialize = { try ProtobufCoding.deserialize($0) }
    }
}

/// A method with a stream each way, for calls on the short way (see ``UnaryMethod``).
public struct BidirectionalStreamMethod<Request: Sendable, Response: Sendable>: Sendable {
    /// The method's name.
    public let descriptor: MethodDescriptor
    let path: String
    let serialize: @Sendable (Request, MessagePacking) throws -> OutgoingMessage
    let deserialize: @Sendable (PluginMessageBytes) throws -> Response
}

extension BidirectionalStreamMethod where Request: Message, Response: Message {
    /// Creates a method whose messages are protobuf.
    public init(_ descriptor: MethodDescriptor) {
        self.descriptor = descriptor
        path = descriptor.path
        serialize = { try ProtobufCoding.serialize($0, $1) }
        deserialize = { try ProtobufCoding.deserialize($0) }
    }
}
