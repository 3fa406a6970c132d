import GRPCCore
import PluginCapabilities
import PluginTransport

extension PluginServer {
    /// The methods of all capabilities, on the short way: registering a service with gRPC's general server would take a
    /// part of each start.
    func capabilityMethods(appProtocol: Int) -> [ServerMethod] {
        var services = capabilities
        if var info, !capabilities.contains(where: { $0.name == CapabilityService.lifecycleName }) {
            info.appProtocol = appProtocol
            services.append(.lifecycle(info, capabilities: capabilities.map(\.name), health: health))
        }
        return services.flatMap(\.methods).map { method in
            ServerMethod.unary(method.descriptor, serializer: BytesCoding(), deserializer: BytesCoding()) { bytes, _ in
                try await method.handle(bytes)
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
