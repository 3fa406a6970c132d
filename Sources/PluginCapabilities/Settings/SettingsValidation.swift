/// Decides whether values fit their settings, and whether definitions make sense.
///
/// Pure: it looks at no file, so a path that passes need not exist.
public struct SettingsValidation: Sendable {
    /// The limits that are kept.
    public var limits: SettingsLimits

    /// Creates a validation.
    public init(limits: SettingsLimits = .default) {
        self.limits = limits
    }

    /// Holds a value against the definition of its setting.
    ///
    /// - Returns: the value in the form that its type asks for: whole numbers as integers for an `integer`, all as
    ///   numbers for a `float`, texts of sensitive settings as secrets.
    /// - Throws: ``CapabilityError/Code/invalidValue`` or ``CapabilityError/Code/limitExceeded``; the message names the
    ///   setting and what it takes, not the value.
    public func validated(
        _ value: SettingValue,
        for definition: SettingDefinition
    ) throws(CapabilityError) -> SettingValue {
        let refusal = { (wanted: String) in
            CapabilityError(
                code: .invalidValue,
                message: "the setting '\(SettingText.shown(definition.id))' takes \(wanted)"
            )
        }
        // Depth first: measuring writes the value.
        guard value.depth <= SettingValue.depthLimit else {
            throw refusal("values nested at most \(SettingValue.depthLimit) deep")
        }
        try check(value.json(revealingSecrets: true).count, limits.valueBytes, "bytes of value", of: definition.id)
        if case .list(let values) = value { try check(values.count, limits.elements, "elements", of: definition.id) }
        guard let fitting = fitting(value, definition) else { throw refusal(wanted(definition)) }
        return definition.isSensitive ? fitting.hidden : fitting
    }

    /// Holds several values against the definitions of their settings; all fit, or it throws.
    ///
    /// - Throws: as ``validated(_:for:)``, for the first id in order that does not fit;
    ///   ``CapabilityError/Code/unknownSetting``.
    public func validated(
        _ values: [String: SettingValue],
        for definitions: [String: SettingDefinition]
    ) throws(CapabilityError) -> [String: SettingValue] {
        var result: [String: SettingValue] = [:]
        for (id, value) in values.sorted(by: { $0.key < $1.key }) {
            guard let definition = definitions[id] else {
                throw CapabilityError(
                    code: .unknownSetting,
                    message: "there is no setting '\(SettingText.shown(id))'"
                )
            }
            result[id] = try validated(value, for: definition)
        }
        return result
    }

    private func fitting(_ value: SettingValue, _ definition: SettingDefinition) -> SettingValue? {
        switch (definition.type, value) {
        case (.text, _):
            fittingText(value, definition.fileSelection)
        case (.password, .text), (.password, .secret), (.toggle, .toggle), (.integer, .integer):
            value
        case (.integer, .number(let number)):
            Int64(exactly: number).map { .integer($0) }
        case (.float, .integer(let integer)):
            .number(Double(integer))
        case (.float, .number(let number)):
            number.isFinite ? value : nil
        case (.color, .text(let text)):
            SettingText.isColor(text) ? value : nil
        case (.datetime, .text(let text)):
            SettingText.isDateTime(text) ? value : nil
        case (.select, _):
            definition.options.first { $0.value.means(value) }?.value
        case (.multiselect, .list(let values)):
            fittingChoices(values, definition.options)
        default:
            nil
        }
    }

    private func fittingText(_ value: SettingValue, _ selection: SettingFileSelection?) -> SettingValue? {
        switch (value, selection) {
        case (.text, nil), (.secret, nil):
            return value
        case (.text(let path), let selection?) where !selection.isMultiple:
            // Nothing picked is a choice too.
            return path.isEmpty || SettingText.isPath(path, selection) ? value : nil
        case (.list(let values), let selection?) where selection.isMultiple:
            let isFitting = values.allSatisfy {
                if case .text(let path) = $0 { SettingText.isPath(path, selection) } else { false }
            }
            return isFitting ? value : nil
        default:
            return nil
        }
    }

    private func fittingChoices(_ values: [SettingValue], _ options: [SettingOption]) -> SettingValue? {
        var indices = Set<Int>()
        var choices: [SettingValue] = []
        for value in values {
            guard let index = options.firstIndex(where: { $0.value.means(value) }), indices.insert(index).inserted
            else { return nil }
            choices.append(options[index].value)
        }
        return .list(choices)
    }

    private func wanted(_ definition: SettingDefinition) -> String {
        switch definition.type {
        case .text:
            switch definition.fileSelection {
            case nil: "a text"
            case let selection? where selection.isMultiple: "a list of paths that its file selection allows"
            case _?: "a path that its file selection allows"
            }
        case .select: "one of its options"
        case .multiselect: "a list of its options, each at most once"
        case .integer: "a whole number of 64 bits"
        case .float: "a finite number"
        case .toggle: "true or false"
        case .color: "a colour such as #1a2b3c"
        case .datetime: "a moment such as 2030-01-31T12:00:00Z"
        case .password: "a text"
        }
    }

    func check(_ count: Int, _ limit: Int, _ what: String, of id: String) throws(CapabilityError) {
        guard count <= limit else {
            throw CapabilityError(
                code: .limitExceeded,
                message: "the setting '\(SettingText.shown(id))' has \(count) \(what); \(limit) are allowed"
            )
        }
    }
}
