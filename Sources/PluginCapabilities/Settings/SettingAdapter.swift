import PluginContracts
import SwiftProtobuf

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
// Only for Data, the type of protobuf's bytes.
import Foundation
#endif

/// Values and settings to and from the messages of the contract.
struct SettingAdapter: Sendable {
    private typealias Message = Omniview_Sdk_Settings_V1_Setting

    let validation: SettingsValidation

    private var limits: SettingsLimits { validation.limits }

    // MARK: Values

    static func any(_ value: SettingValue) throws -> Google_Protobuf_Any {
        let bytes = Google_Protobuf_BytesValue.with { $0.value = .init(value.json(revealingSecrets: true)) }
        return try Google_Protobuf_Any(message: bytes)
    }

    /// - Returns: nil for JSON's null, which plugins send for a setting without a value.
    func value(_ any: Google_Protobuf_Any, of id: String) throws(CapabilityError) -> SettingValue? {
        guard any.isA(Google_Protobuf_BytesValue.self) else {
            throw malformed(id, "has a value that is no google.protobuf.BytesValue")
        }
        let bytes: [UInt8]
        do {
            bytes = Array(try Google_Protobuf_BytesValue(unpackingAny: any).value)
        } catch {
            throw malformed(id, "has a value that cannot be decoded", cause: error)
        }
        try validation.check(bytes.count, limits.valueBytes, "bytes of value", of: id)
        guard let value = SettingValue(json: bytes) else { throw malformed(id, "has a value that is no JSON") }
        return value == .null ? nil : value
    }

    // MARK: Settings

    static func message(_ setting: Setting) throws -> Omniview_Sdk_Settings_V1_Setting {
        let definition = setting.definition
        var message = Message()
        message.id = definition.id
        message.label = definition.label
        message.description_p = definition.description
        message.type = Omniview_Sdk_Settings_V1_SettingType(definition.type)
        // A value that nobody has set still has to reach hosts that do not look at the default.
        if let value = setting.effectiveValue { message.value = try any(value) }
        if let value = definition.defaultValue { message.default = try any(value) }
        message.options = try definition.options.map { option in
            try .with {
                $0.label = option.label
                $0.description_p = option.description
                $0.value = try any(option.value)
            }
        }
        if let selection = definition.fileSelection {
            message.fileSelection = .with {
                $0.enabled = true
                $0.allowFolders = selection.allowsFolders
                $0.extensions = selection.extensions
                $0.multiple = selection.isMultiple
                $0.relative = selection.isRelative
                $0.defaultPath = selection.defaultPath
            }
        }
        message.devOnly = definition.isDeveloperOnly
        return message
    }

    /// - Parameter id: what the plugin calls it outside of the message.
    func definition(
        _ message: Omniview_Sdk_Settings_V1_Setting,
        id: String
    ) throws(CapabilityError) -> SettingDefinition {
        guard message.id.isEmpty || message.id == id else {
            throw malformed(id, "calls itself '\(SettingText.shown(message.id))'")
        }
        guard let type = SettingType(message.type) else {
            throw malformed(id, "has the type \(message.type.rawValue), which is not known here")
        }
        var definition = SettingDefinition(
            id,
            type: type,
            label: message.label.isEmpty ? id : message.label,
            description: message.description_p,
            isDeveloperOnly: message.devOnly
        )
        // Before the options are read, one by one.
        try validation.check(message.options.count, limits.elements, "options", of: id)
        for option in message.options {
            let value = option.hasValue ? try self.value(option.value, of: id) ?? .null : .null
            definition.options.append(
                SettingOption(
                    value,
                    label: option.label.isEmpty ? nil : option.label,
                    description: option.description_p
                )
            )
        }
        if message.hasFileSelection, message.fileSelection.enabled {
            definition.fileSelection = SettingFileSelection(
                extensions: message.fileSelection.extensions,
                allowsFolders: message.fileSelection.allowFolders,
                isMultiple: message.fileSelection.multiple,
                isRelative: message.fileSelection.relative,
                defaultPath: message.fileSelection.defaultPath
            )
        }
        if message.hasDefault { definition.defaultValue = try value(message.default, of: id) }
        return try validation.validated(definition)
    }

    /// The value that a setting has, held against its definition; nil when it has none.
    func value(
        _ any: Google_Protobuf_Any,
        for definition: SettingDefinition
    ) throws(CapabilityError) -> SettingValue? {
        guard let value = try value(any, of: definition.id) else { return nil }
        return try validation.validated(value, for: definition)
    }

    private func malformed(_ id: String, _ what: String, cause: (any Error)? = nil) -> CapabilityError {
        CapabilityError(
            code: .malformedAnswer,
            message: "the setting '\(SettingText.shown(id))' \(what)",
            cause: cause
        )
    }
}

extension SettingType {
    fileprivate init?(_ type: Omniview_Sdk_Settings_V1_SettingType) {
        switch type {
        case .text: self = .text
        case .select: self = .select
        case .multiSelect: self = .multiselect
        case .integer: self = .integer
        case .float: self = .float
        case .toggle: self = .toggle
        case .color: self = .color
        case .datetime: self = .datetime
        case .password: self = .password
        case .UNRECOGNIZED: return nil
        }
    }
}

extension Omniview_Sdk_Settings_V1_SettingType {
    fileprivate init(_ type: SettingType) {
        self =
            switch type {
            case .text: .text
            case .select: .select
            case .multiselect: .multiSelect
            case .integer: .integer
            case .float: .float
            case .toggle: .toggle
            case .color: .color
            case .datetime: .datetime
            case .password: .password
            }
    }
}
