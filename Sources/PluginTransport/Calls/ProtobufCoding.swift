import GRPCCore
import SwiftProtobuf

/// Protobuf messages to and from the arrays of bytes that the short way carries.
///
/// As the serializers of GRPCProtobuf, with the same errors, but straight into and out of an array: they go through a
/// box of bytes of any kind, which costs a small call a tenth of its time.
enum ProtobufCoding {
    static func serialize(_ message: some Message) throws -> PluginMessageBytes {
        do {
            return try message.serializedBytes()
        } catch {
            throw RPCError(
                code: .invalidArgument,
                message: "a message of type \(type(of: message)) cannot be serialized",
                cause: error
            )
        }
    }

    static func deserialize<Result: Message>(_ bytes: PluginMessageBytes) throws -> Result {
        do {
            return try Result(serializedBytes: bytes)
        } catch {
            throw RPCError(
                code: .invalidArgument,
                message: "what came is no message of type \(Result.self)",
                cause: error
            )
        }
    }
}
