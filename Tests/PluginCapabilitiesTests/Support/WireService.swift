import GRPCCore

/// Answers every method of a service with bytes that were written by hand.
struct WireService: RegistrableRPCService {
    let service: String
    /// The answer of each method.
    let answers: [String: [UInt8]]
    /// Sees each request.
    var onRequest: @Sendable (String, [UInt8]) -> Void = { _, _ in }

    func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for (method, answer) in answers {
            router.registerHandler(
                forMethod: MethodDescriptor(fullyQualifiedService: service, method: method),
                deserializer: Bytes(),
                serializer: Bytes()
            ) { request, _ in
                onRequest(method, try await ServerRequest(stream: request).message)
                return StreamingServerResponse(single: ServerResponse(message: answer))
            }
        }
    }

    private struct Bytes: MessageSerializer, MessageDeserializer {
        func serialize<Result: GRPCContiguousBytes>(_ message: [UInt8]) throws -> Result { Result(message) }
        func deserialize<Source: GRPCContiguousBytes>(_ bytes: Source) throws -> [UInt8] {
            bytes.withUnsafeBytes { Array($0) }
        }
    }
}

/// A field of a protobuf message that has a length: a text, bytes, or a message.
func field(_ number: UInt8, _ bytes: [UInt8]) -> [UInt8] {
    var length: [UInt8] = []
    var rest = bytes.count
    repeat {
        length.append(UInt8(rest & 0x7f) | (rest > 0x7f ? 0x80 : 0))
        rest >>= 7
    } while rest > 0
    return [number << 3 | 2] + length + bytes
}

func field(_ number: UInt8, _ text: String) -> [UInt8] { field(number, Array(text.utf8)) }

/// A field that is a number below 128.
func field(_ number: UInt8, _ value: UInt8) -> [UInt8] { [number << 3, value] }

/// A value as the contract has it: an Any with a BytesValue with JSON.
func any(_ json: String) -> [UInt8] {
    field(1, "type.googleapis.com/google.protobuf.BytesValue") + field(2, field(1, json))
}
