import GRPCCore
import PluginContracts
import PluginTransport

/// All that one version of a plugin serves: its own services and methods, and what every go-plugin host expects.
///
/// What hosts call at each start is served on the short way, because the first registration of a service with gRPC's
/// general server takes as long as everything else of a start that is not the system's.
struct ServedMethods {
    /// What the general server serves.
    let router: RPCRouter<PluginServerTransport>
    /// What is served on the short way.
    let methods: [ServerMethod]

    /// - Parameters:
    ///   - services: the plugin's own, which win over those of the same name that every plugin has.
    ///   - methods: the plugin's own on the short way.
    ///   - descriptorSets: describe the plugin's own services for tools.
    ///   - output: what the plugin prints.
    ///   - broker: the endpoint of the broker.
    ///   - stopping: fulfilled when the host asks for the end, and when it comes.
    init(
        services: [any RegistrableRPCService],
        methods: [ServerMethod],
        descriptorSets: [[UInt8]],
        output: StdioBuffer,
        broker: BrokerService,
        stopping: OneShot<Void>
    ) {
        var router = RPCRouter<PluginServerTransport>()
        for service in services { service.registerMethods(with: &router) }
        let own = Set(methods.map(\.descriptor.fullyQualifiedMethod))
        let standard = [
            HealthService(stopping: stopping).methods, ControllerService(stopping: stopping).methods,
            StdioService(buffer: output).methods, broker.methods,
        ].joined().filter { method in
            !own.contains(method.descriptor.fullyQualifiedMethod) && !router.hasHandler(forMethod: method.descriptor)
        }
        self.methods = methods + standard
        var names = Set(router.methods.map(\.service.fullyQualifiedService))
        names.formUnion(self.methods.map(\.descriptor.service.fullyQualifiedService))
        names.formUnion(DescriptorIndex.reflectionServices)
        ReflectionService { [names] in
            try DescriptorIndex(
                services: Array(names),
                descriptorSets: [PluginContractsDescriptors.fileDescriptorSet] + descriptorSets
            )
        }.registerMethods(with: &router)
        self.router = router
    }
}
