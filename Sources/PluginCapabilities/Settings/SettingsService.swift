import PluginContracts
import SwiftProtobuf

extension CapabilityService {
    /// The settings service of a plugin.
    ///
    /// Values that come are held against the definitions before the provider sees them; what does not fit is refused
    /// with `INVALID_ARGUMENT`, and a setting that does not exist with `NOT_FOUND`.
    ///
    /// - Parameters:
    ///   - provider: holds the settings.
    ///   - limits: how much there may be.
    public static func settings(
        _ provider: some SettingsProvider,
        limits: SettingsLimits = .default
    ) -> CapabilityService {
        ServedSettings(provider: provider, adapter: SettingAdapter(validation: SettingsValidation(limits: limits)))
            .service
    }
}

private struct ServedSettings<Provider: SettingsProvider>: Sendable {
    typealias Contract = Omniview_Sdk_Settings_V1_SettingsPlugin

    let provider: Provider
    let adapter: SettingAdapter

    var service: CapabilityService {
        CapabilityService(
            name: CapabilityService.settingsName,
            methods: [
                CapabilityMethod(Contract.Method.ListSettings.descriptor) { (_: Google_Protobuf_Empty) in
                    let settings = try await provider.settings()
                    var answer = Omniview_Sdk_Settings_V1_ListSettingsResponse()
                    for setting in settings {
                        answer.settings[setting.definition.id] = try SettingAdapter.message(setting)
                    }
                    return answer
                },
                CapabilityMethod(Contract.Method.GetSetting.descriptor) {
                    (request: Omniview_Sdk_Settings_V1_GetSettingRequest) in
                    try SettingAdapter.message(try await setting(request.id))
                },
                CapabilityMethod(Contract.Method.GetSettingValue.descriptor) {
                    (request: Omniview_Sdk_Settings_V1_GetSettingValueRequest) in
                    let value = try await setting(request.id).effectiveValue ?? .null
                    return try Omniview_Sdk_Settings_V1_GetSettingValueResponse.with {
                        $0.value = try SettingAdapter.any(value)
                    }
                },
                CapabilityMethod(Contract.Method.SetSetting.descriptor) {
                    (request: Omniview_Sdk_Settings_V1_SetSettingRequest) in
                    try await set([request.id: request.value])
                },
                CapabilityMethod(Contract.Method.SetSettings.descriptor) {
                    (request: Omniview_Sdk_Settings_V1_SetSettingsRequest) in
                    try await set(request.settings)
                },
            ]
        )
    }

    private func setting(_ id: String) async throws -> Setting {
        guard let setting = try await provider.settings().first(where: { $0.definition.id == id }) else {
            throw CapabilityError(code: .unknownSetting, message: "there is no setting '\(SettingText.shown(id))'")
        }
        return setting
    }

    private func requested(_ message: Google_Protobuf_Any, _ id: String) throws(CapabilityError) -> SettingValue {
        do {
            return try adapter.value(message, of: id) ?? .null
        } catch {
            // Here it is a request that is malformed.
            let code = error.code == .malformedAnswer ? .invalidValue : error.code
            throw CapabilityError(code: code, message: error.message, cause: error.cause)
        }
    }

    private func set(_ messages: [String: Google_Protobuf_Any]) async throws -> Google_Protobuf_Empty {
        let limit = adapter.validation.limits.settings
        guard messages.count <= limit else {
            throw CapabilityError(
                code: .limitExceeded,
                message: "\(messages.count) values are to be set; \(limit) are allowed"
            )
        }
        var values: [String: SettingValue] = [:]
        for (id, message) in messages { values[id] = try requested(message, id) }
        let definitions = try await provider.settings().map { ($0.definition.id, $0.definition) }
        let validated = try adapter.validation.validated(values, for: Dictionary(definitions) { first, _ in first })
        try await provider.set(validated)
        return Google_Protobuf_Empty()
    }
}
