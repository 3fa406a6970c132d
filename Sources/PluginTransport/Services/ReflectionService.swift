package import GRPCCore
import GRPCProtobuf
import PluginContracts

/// Server reflection, versions 1 and 1alpha, so that tools such as grpcurl can list and describe a plugin's services.
///
/// The two versions have the same messages; only their package differs.
package struct ReflectionService: RegistrableRPCService {
    private let index: DescriptorIndex

    /// - Parameter index: the services and descriptors to tell about.
    package init(index: DescriptorIndex) {
        self.index = index
    }

    package func registerMethods<Transport: ServerTransport>(with router: inout RPCRouter<Transport>) {
        for service in DescriptorIndex.reflectionServices {
            router.registerHandler(
                forMethod: MethodDescriptor(fullyQualifiedService: service, method: "ServerReflectionInfo"),
                deserializer: ProtobufDeserializer<Grpc_Reflection_V1_ServerReflectionRequest>(),
                serializer: ProtobufSerializer<Grpc_Reflection_V1_ServerReflectionResponse>()
            ) { [index] request, _ in
                StreamingServerResponse { writer in
                    for try await message in request.messages {
                        try await writer.write(index.answer(to: message))
                    }
                    return [:]
                }
            }
        }
    }
}
