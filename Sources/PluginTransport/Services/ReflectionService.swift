package import GRPCCore
import GRPCProtobuf
import PluginContracts
import Synchronization

/// Server reflection, versions 1 and 1alpha, so that tools such as grpcurl can list and describe a plugin's services.
///
/// The two versions have the same messages; only their package differs.
package struct ReflectionService: RegistrableRPCService {
    private let index: LazyIndex

    /// - Parameter index: makes the services and descriptors to tell about; called when somebody first asks, because
    ///   hosts rarely do and a start should not wait for it.
    package init(index: @escaping @Sendable () throws -> DescriptorIndex) {
        self.index = LazyIndex(make: index)
    }

    package func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for service in DescriptorIndex.reflectionServices {
            router.registerHandler(
                forMethod: MethodDescriptor(fullyQualifiedService: service, method: "ServerReflectionInfo"),
                deserializer: ProtobufDeserializer<Grpc_Reflection_V1_ServerReflectionRequest>(),
                serializer: ProtobufSerializer<Grpc_Reflection_V1_ServerReflectionResponse>()
            ) { [index] request, _ in
                let index = try index.value()
                return StreamingServerResponse { writer in
                    for try await message in request.messages {
                        try await writer.write(index.answer(to: message))
                    }
                    return [:]
                }
            }
        }
    }
}

/// An index that is made once, by the first who asks.
private final class LazyIndex: Sendable {
    private let make: @Sendable () throws -> DescriptorIndex
    private let made = Mutex<Result<DescriptorIndex, RPCError>?>(nil)

    init(make: @escaping @Sendable () throws -> DescriptorIndex) {
        self.make = make
    }

    func value() throws(RPCError) -> DescriptorIndex {
        let result = made.withLock { made -> Result<DescriptorIndex, RPCError> in
            if let made { return made }
            let result = Result { try make() }.mapError { error in
                RPCError(code: .internalError, message: "the plugin's descriptors cannot be read", cause: error)
            }
            made = result
            return result
        }
        return try result.get()
    }
}
