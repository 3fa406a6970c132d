extension SettingsValidation {
    /// Decides whether a definition makes sense.
    ///
    /// - Returns: the definition with its default in the form that its type asks for.
    /// - Throws: ``CapabilityError/Code/invalidDefinition`` or ``CapabilityError/Code/limitExceeded``; for a default that
    ///   does not fit, as ``validated(_:for:)``.
    public func validated(_ definition: SettingDefinition) throws(CapabilityError) -> SettingDefinition {
        let id = definition.id
        let refusal = { (reason: String) in
            CapabilityError(
                code: .invalidDefinition,
                message: "the setting '\(SettingText.shown(id))' \(reason)"
            )
        }
        guard SettingText.isID(id) else {
            throw refusal("needs an id of ASCII letters, digits, '.', '_' and '-'")
        }
        try check(id.utf8.count, limits.idBytes, "bytes of id", of: id)
        try check(definition.label.utf8.count, limits.labelBytes, "bytes of label", of: id)
        try check(definition.description.utf8.count, limits.descriptionBytes, "bytes of description", of: id)
        try check(definition.options.count, limits.elements, "options", of: id)
        try checkOptions(of: definition, refusal)
        if let selection = definition.fileSelection {
            guard definition.type == .text else { throw refusal("selects files, which only a text can") }
            try check(selection.extensions.count, limits.elements, "file endings", of: id)
            for ending in selection.extensions {
                try check(ending.utf8.count, limits.labelBytes, "bytes of a file ending", of: id)
            }
            try check(selection.defaultPath.utf8.count, limits.descriptionBytes, "bytes of default path", of: id)
        }
        if definition.isSensitive, definition.fileSelection != nil || ![.text, .password].contains(definition.type) {
            throw refusal("is sensitive, which only a text or a password can be")
        }
        var validated = definition
        if let value = definition.defaultValue { validated.defaultValue = try self.validated(value, for: definition) }
        return validated
    }

    /// Decides whether definitions make sense, each and together.
    ///
    /// - Returns: the definitions by id.
    /// - Throws: as ``validated(_:)-(SettingDefinition)``; also when two have the same id.
    public func validated(_ definitions: [SettingDefinition]) throws(CapabilityError) -> [String: SettingDefinition] {
        guard definitions.count <= limits.settings else {
            throw CapabilityError(
                code: .limitExceeded,
                message: "there are \(definitions.count) settings; \(limits.settings) are allowed"
            )
        }
        var result: [String: SettingDefinition] = [:]
        for definition in definitions {
            guard result.updateValue(try validated(definition), forKey: definition.id) == nil else {
                throw CapabilityError(
                    code: .invalidDefinition,
                    message: "two settings have the id '\(definition.id)'; give each its own"
                )
            }
        }
        return result
    }

    private func checkOptions(
        of definition: SettingDefinition,
        _ refusal: (String) -> CapabilityError
    ) throws(CapabilityError) {
        let isChoice = definition.type == .select || definition.type == .multiselect
        guard isChoice || definition.options.isEmpty else { throw refusal("has options, but is no choice") }
        var seen = Set<[UInt8]>()
        for option in definition.options {
            try check(option.label.utf8.count, limits.labelBytes, "bytes of an option's label", of: definition.id)
            try check(
                option.description.utf8.count,
                limits.descriptionBytes,
                "bytes of an option's description",
                of: definition.id
            )
            guard option.value.depth <= SettingValue.depthLimit else { throw refusal("has an option nested too deep") }
            let value = option.value.json(revealingSecrets: true)
            try check(value.count, limits.valueBytes, "bytes of an option's value", of: definition.id)
            guard seen.insert(value).inserted else { throw refusal("has two options of the same value") }
        }
    }
}
