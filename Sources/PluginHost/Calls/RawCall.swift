import GRPCCore
import PluginTransport

/// The name of a gRPC method, as `package.Service/Method`.
public struct PluginMethod: Sendable, Hashable, CustomStringConvertible {
    /// The full name of the service, with its package.
    public let service: String
    /// The name of the method.
    public let method: String

    /// Reads a name; a slash before it is allowed.
    ///
    /// - Returns: nil unless it has exactly one service and one method, without white space.
    public init?(_ text: String) {
        let parts = text.drop { $0 == "/" }.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && !$0.contains(where: \.isWhitespace) }) else {
            return nil
        }
        service = String(parts[0])
        method = String(parts[1])
    }

    /// The name as it is written.
    public var description: String { "\(service)/\(method)" }

    var descriptor: MethodDescriptor { MethodDescriptor(fullyQualifiedService: service, method: method) }

    var unary: UnaryMethod<[UInt8], [UInt8]> {
        UnaryMethod(descriptor, serializer: BytesCoding(), deserializer: BytesCoding())
    }
}

extension RunningPlugin {
    /// Calls a method of any kind with one request, both as bytes.
    ///
    /// A method that streams its answers gives them all; one that takes a stream of requests gets this one.
    ///
    /// - Parameters:
    ///   - method: the method.
    ///   - request: the serialized request.
    ///   - timeout: how long the call may take; nil for as long as it likes.
    ///   - receive: takes each answer as it comes; the plugin waits while it does.
    /// - Throws: `RPCError` when the call ends with another status than OK; what `receive` throws.
    public func call(
        _ method: PluginMethod,
        request: [UInt8],
        timeout: Duration? = nil,
        receive: @escaping @Sendable ([UInt8]) async throws -> Void
    ) async throws {
        var options = CallOptions.defaults
        options.timeout = timeout
        try await client.bidirectionalStreaming(
            request: StreamingClientRequest { try await $0.write(request) },
            descriptor: method.descriptor,
            serializer: BytesCoding(),
            deserializer: BytesCoding(),
            options: options
        ) { response in
            for try await message in response.messages { try await receive(message) }
        }
    }

    /// Calls a method that has one request and one answer, both as bytes.
    ///
    /// - Throws: `RPCError` when the call ends with another status than OK.
    public func callUnary(
        _ method: PluginMethod,
        request: [UInt8],
        timeout: Duration? = nil
    ) async throws -> [UInt8] {
        var options = CallOptions.defaults
        options.timeout = timeout
        return try await transport.call(method.unary, request, options: options).message
    }
}

/// Messages that are bytes already.
private struct BytesCoding: MessageSerializer, MessageDeserializer {
    func serialize<Bytes: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Bytes {
        Bytes(message)
    }

    func deserialize<Bytes: GRPCContiguousBytes>(_ serializedMessageBytes: Bytes) throws -> [UInt8] {
        serializedMessageBytes.withUnsafeBytes { Array($0) }
    }
}
