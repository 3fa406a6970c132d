import PluginContracts
import SwiftProtobuf

extension CapabilityService {
    private typealias Lifecycle = Omniview_Sdk_Lifecycle_V1_PluginLifecycle

    /// The lifecycle service of a plugin.
    ///
    /// - Parameters:
    ///   - info: what the plugin is.
    ///   - capabilities: the names of what it provides besides; `lifecycle` is added.
    ///   - health: whether it can do its work; asked every few seconds, so it must be quick.
    public static func lifecycle(
        _ info: PluginInfo,
        capabilities: [String],
        health: @escaping @Sendable () async -> ServingStatus = { .serving }
    ) -> CapabilityService {
        let names = Set(capabilities + [CapabilityService.lifecycleName]).sorted()
        return CapabilityService(
            name: CapabilityService.lifecycleName,
            methods: [
                CapabilityMethod(Lifecycle.Method.GetInfo.descriptor) { (_: Google_Protobuf_Empty) in
                    Omniview_Sdk_Lifecycle_V1_GetInfoResponse.with {
                        $0.pluginID = info.id
                        $0.version = info.version
                        $0.sdkProtocolVersion = Int32(clamping: info.appProtocol)
                    }
                },
                CapabilityMethod(Lifecycle.Method.GetCapabilities.descriptor) { (_: Google_Protobuf_Empty) in
                    Omniview_Sdk_Lifecycle_V1_GetCapabilitiesResponse.with { $0.capabilities = names }
                },
                CapabilityMethod(Lifecycle.Method.HealthCheck.descriptor) { (_: Google_Protobuf_Empty) in
                    let status = await health()
                    return Omniview_Sdk_Lifecycle_V1_HealthCheckResponse.with {
                        $0.status =
                            switch status {
                            case .unknown: .unknown
                            case .serving: .serving
                            case .notServing: .notServing
                            }
                    }
                },
            ]
        )
    }
}
