public import GRPCCore

/// What a plugin serves for one capability.
///
/// Hand it to `PluginServer.capabilities`, or to any gRPC server as one of its services.
public struct CapabilityService: Sendable, RegistrableRPCService {
    /// The name of the capability that every plugin of Omniview has.
    public static let lifecycleName = "lifecycle"
    /// The name of the capability to have settings.
    public static let settingsName = "settings"

    /// The capability, as a plugin's lifecycle service lists it.
    public let name: String
    /// The methods.
    public let methods: [CapabilityMethod]

    init(name: String, methods: [CapabilityMethod]) {
        self.name = name
        self.methods = methods
    }

    /// Registers all methods with gRPC's general server.
    public func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for method in methods {
            router.registerHandler(
                forMethod: method.descriptor,
                deserializer: BytesCoding(),
                serializer: BytesCoding()
            ) { request, _ in
                let answer = try await method.handle(try await ServerRequest(stream: request).message)
                return StreamingServerResponse(single: ServerResponse(message: answer))
            }
        }
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
