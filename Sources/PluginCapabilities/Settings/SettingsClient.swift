public import GRPCCore
import PluginContracts
import SwiftProtobuf

/// The settings of a running plugin, as it tells them.
public struct ListedSettings: Sendable {
    /// The settings that can be used, sorted by id.
    public var settings: [Setting]
    /// What could not be used, each with the names of the plugin and the setting: definitions that were left out, and
    /// values of settings that are listed without.
    public var problems: [CapabilityError]
}

/// Reads and sets the settings of a running plugin.
///
/// ```swift
/// let client = SettingsClient(plugin: plugin.name, client: plugin.client)
/// try await client.set(["greeting": "Good morning"])
/// ```
///
/// Every method throws ``CapabilityError``, or `CancellationError` when the calling task has been cancelled.
public struct SettingsClient<Transport: ClientTransport>: Sendable {
    private typealias Contract = Omniview_Sdk_Settings_V1_SettingsPlugin

    private let stub: Contract.Client<Transport>
    private let caller: CapabilityCaller
    private let adapter: SettingAdapter

    private var limits: SettingsLimits { adapter.validation.limits }

    /// Creates a client.
    ///
    /// - Parameters:
    ///   - plugin: the plugin's name, for messages.
    ///   - client: makes the calls.
    ///   - timeout: how long each call may take.
    ///   - limits: how much the plugin may have.
    public init(
        plugin: String,
        client: GRPCClient<Transport>,
        timeout: Duration = .seconds(5),
        limits: SettingsLimits = .default
    ) {
        stub = Contract.Client(wrapping: client)
        caller = CapabilityCaller(plugin: plugin, capability: CapabilityService.settingsName, timeout: timeout)
        adapter = SettingAdapter(validation: SettingsValidation(limits: limits))
    }

    /// All settings. One that is malformed does not keep the others away; one whose value does not fit can still be set.
    public func list(metadata: Metadata = [:]) async throws -> ListedSettings {
        let answer = try await caller.call("ListSettings") {
            try await stub.listSettings(Google_Protobuf_Empty(), metadata: metadata, options: $0)
        }
        guard answer.settings.count <= limits.settings else {
            throw CapabilityError(
                code: .limitExceeded,
                message: "\(caller.plugin) has \(answer.settings.count) settings; \(limits.settings) are allowed"
            )
        }
        var listed = ListedSettings(settings: [], problems: [])
        for (id, message) in answer.settings.sorted(by: { $0.key < $1.key }) {
            do {
                var setting = Setting(try adapter.definition(message, id: id))
                do {
                    setting.value = message.hasValue ? try adapter.value(message.value, for: setting.definition) : nil
                } catch {
                    listed.problems.append(error.prefixed(caller.plugin))
                }
                listed.settings.append(setting)
            } catch {
                listed.problems.append(error.prefixed(caller.plugin))
            }
        }
        return listed
    }

    /// One setting with its value.
    public func setting(_ id: String, metadata: Metadata = [:]) async throws -> Setting {
        let answer = try await caller.call("GetSetting") {
            try await stub.getSetting(.with { $0.id = id }, metadata: metadata, options: $0)
        }
        return try naming { () throws(CapabilityError) in
            let definition = try adapter.definition(answer, id: id)
            return Setting(
                definition,
                value: answer.hasValue ? try adapter.value(answer.value, for: definition) : nil
            )
        }
    }

    /// The value of one setting; nil when it has none.
    public func value(of definition: SettingDefinition, metadata: Metadata = [:]) async throws -> SettingValue? {
        let answer = try await caller.call("GetSettingValue") {
            try await stub.getSettingValue(.with { $0.id = definition.id }, metadata: metadata, options: $0)
        }
        guard answer.hasValue else { return nil }
        return try naming { () throws(CapabilityError) in try adapter.value(answer.value, for: definition) }
    }

    /// Sets one value.
    ///
    /// The plugin decides whether it fits; ``SettingsValidation`` says so beforehand.
    public func set(_ id: String, to value: SettingValue, metadata: Metadata = [:]) async throws {
        let value = try SettingAdapter.any(value)
        _ = try await caller.call("SetSetting") {
            try await stub.setSetting(
                .with {
                    $0.id = id
                    $0.value = value
                },
                metadata: metadata,
                options: $0
            )
        }
    }

    /// Sets several values at once.
    public func set(_ values: [String: SettingValue], metadata: Metadata = [:]) async throws {
        let values = try values.mapValues { try SettingAdapter.any($0) }
        _ = try await caller.call("SetSettings") {
            try await stub.setSettings(.with { $0.settings = values }, metadata: metadata, options: $0)
        }
    }

    private func naming<Result>(
        _ body: () throws(CapabilityError) -> Result
    ) throws(CapabilityError) -> Result {
        do {
            return try body()
        } catch {
            throw error.prefixed(caller.plugin)
        }
    }
}
