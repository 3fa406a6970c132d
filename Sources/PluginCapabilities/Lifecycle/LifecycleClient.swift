public import GRPCCore
import PluginContracts
import SwiftProtobuf

/// Asks a running plugin what it is, what it provides, and how it is.
///
/// ```swift
/// let lifecycle = LifecycleClient(plugin: plugin.name, client: plugin.client)
/// guard try await lifecycle.health() == .serving else { ... }
/// ```
///
/// Every method throws ``CapabilityError``, or `CancellationError` when the calling task has been cancelled.
public struct LifecycleClient<Transport: ClientTransport>: Sendable {
    private typealias Contract = Omniview_Sdk_Lifecycle_V1_PluginLifecycle

    private let stub: Contract.Client<Transport>
    private let caller: CapabilityCaller
    private let limits: LifecycleLimits

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - plugin: the plugin's name, for messages.
    ///   - client: makes the calls.
    ///   - timeout: how long each call may take.
    ///   - limits: what the plugin may say.
    public init(
        plugin: String,
        client: GRPCClient<Transport>,
        timeout: Duration = .seconds(5),
        limits: LifecycleLimits = .default
    ) {
        stub = Contract.Client(wrapping: client)
        caller = CapabilityCaller(plugin: plugin, capability: CapabilityService.lifecycleName, timeout: timeout)
        self.limits = limits
    }

    /// What the plugin says that it is. Nothing holds it against the definition.
    public func info(metadata: Metadata = [:]) async throws -> PluginInfo {
        let answer = try await caller.call("GetInfo") {
            try await stub.getInfo(Google_Protobuf_Empty(), metadata: metadata, options: $0)
        }
        try check(answer.pluginID, "an id")
        try check(answer.version, "a version")
        return PluginInfo(id: answer.pluginID, version: answer.version, appProtocol: Int(answer.sdkProtocolVersion))
    }

    /// The names of the capabilities that the plugin provides, sorted, each once.
    public func capabilities(metadata: Metadata = [:]) async throws -> [String] {
        let answer = try await caller.call("GetCapabilities") {
            try await stub.getCapabilities(Google_Protobuf_Empty(), metadata: metadata, options: $0)
        }
        guard answer.capabilities.count <= limits.capabilities else {
            throw CapabilityError(
                code: .limitExceeded,
                message: "\(caller.plugin) lists \(answer.capabilities.count) capabilities; "
                    + "\(limits.capabilities) are allowed"
            )
        }
        for name in answer.capabilities { try check(name, "a name of a capability") }
        return Set(answer.capabilities).sorted()
    }

    /// Whether the plugin can do its work, as it sees it itself.
    public func health(metadata: Metadata = [:]) async throws -> ServingStatus {
        let answer = try await caller.call("HealthCheck") {
            try await stub.healthCheck(Google_Protobuf_Empty(), metadata: metadata, options: $0)
        }
        return ServingStatus(answer.status)
    }

    private func check(_ text: String, _ what: String) throws(CapabilityError) {
        guard text.utf8.count <= limits.textBytes else {
            throw CapabilityError(
                code: .limitExceeded,
                message: "\(caller.plugin) states \(what) of \(text.utf8.count) bytes; "
                    + "\(limits.textBytes) are allowed"
            )
        }
    }
}

extension ServingStatus {
    fileprivate init(_ status: Omniview_Sdk_Lifecycle_V1_ServingStatus) {
        self =
            switch status {
            case .serving: .serving
            case .notServing: .notServing
            case .unknown, .UNRECOGNIZED: .unknown
            }
    }
}
