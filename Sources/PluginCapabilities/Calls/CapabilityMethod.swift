public import GRPCCore
import SwiftProtobuf

/// One method of a capability, from the bytes of a request to those of its answer.
///
/// Bytes, so that who serves it needs to know nothing of the messages: PluginSDK serves it on its short way, and any
/// other gRPC server as part of a ``CapabilityService``.
public struct CapabilityMethod: Sendable {
    /// The method's name.
    public let descriptor: MethodDescriptor
    /// Answers a request; an `RPCError` becomes the call's status.
    public let handle: @Sendable ([UInt8]) async throws -> [UInt8]

    init<Request: Message, Response: Message>(
        _ descriptor: MethodDescriptor,
        handle: @escaping @Sendable (Request) async throws -> Response
    ) {
        self.descriptor = descriptor
        self.handle = { bytes in
            let request: Request
            do {
                request = try Request(serializedBytes: bytes)
            } catch {
                throw RPCError(
                    code: .invalidArgument,
                    message: "what came is no message of type \(Request.self)",
                    cause: error
                )
            }
            do {
                return try await handle(request).serializedBytes()
            } catch let error as CapabilityError {
                throw RPCError(error)
            }
        }
    }
}

extension RPCError {
    /// What a caller sees of an error that the code of a plugin threw.
    fileprivate init(_ error: CapabilityError) {
        let code: RPCError.Code =
            switch error.code {
            case .unimplemented: .unimplemented
            case .unknownSetting: .notFound
            case .invalidValue, .invalidContext: .invalidArgument
            case .limitExceeded: .resourceExhausted
            case .callFailed, .malformedAnswer, .invalidDefinition: .internalError
            }
        self.init(code: code, message: error.message, cause: error)
    }
}
