public import EngineAPI
import Logging
import PluginCapabilities
import PluginDefinition
import PluginHost
import PluginStore

/// Settings of plugins: plugins say what can be set, the store has what was set.
extension Engine {
    /// All settings of a plugin. One that sleeps is woken when it was not yet asked.
    public func settings(of name: String) async throws(Problem) -> [SettingInfo] {
        let id = try known(name)
        return try await problems(of: name) {
            let definitions = try await self.settingDefinitions(of: id)
            let stored = try await self.store.settings(of: name)
            let values = Dictionary(stored.map { ($0.key, $0) }) { first, _ in first }
            return definitions.map { SettingInfo($0, stored: values[$0.id]) }
        }
    }

    /// Sets some settings, all or none; null goes back to the default. A running plugin has them at once.
    public func update(_ values: [String: JSONValue], of name: String) async throws(Problem) -> [SettingInfo] {
        let id = try known(name)
        return try await problems(of: name) {
            let definitions = try await self.settingDefinitions(of: id)
            let known = Dictionary(definitions.map { ($0.id, $0) }) { first, _ in first }
            var wanted: [String: SettingValue] = [:]
            var unset: [String] = []
            for (key, value) in values {
                if value == .null {
                    guard known[key] != nil else {
                        throw CapabilityError(code: .unknownSetting, message: "there is no setting '\(key)'")
                    }
                    unset.append(key)
                } else {
                    wanted[key] = SettingValue(value)
                }
            }
            let fitting = try SettingsValidation().validated(wanted, for: known)
            try await self.store.setSettings(
                fitting.map { key, value in
                    StoredSetting(
                        key: key,
                        json: String(decoding: value.json(revealingSecrets: true), as: UTF8.self),
                        isSecret: known[key]?.isSensitive == true
                    )
                },
                of: name
            )
            if !unset.isEmpty { try await self.store.deleteSettings(unset, of: name) }
            self.journal.tell(
                "plugin.settings-changed",
                plugin: name,
                ["keys": .array(values.keys.sorted().map { .string($0) })]
            )
            try await self.hideSecrets(of: id)
            var delivered = fitting
            for key in unset { delivered[key] = known[key]?.defaultValue }
            try await self.deliver(delivered, to: id)
            return try await self.settings(of: name)
        }
    }

    /// Gives a backend that has just started what was set, before anything else is asked of it.
    ///
    /// A value that no longer fits is left out and said in the plugin's log: the plugin runs with its default.
    func deliverSettings(of id: PluginID, to running: RunningPlugin) async throws {
        guard let plugin = plugins[id], plugin.mayHaveSettings else { return }
        try? await hideSecrets(of: id)
        let log = logs.logger(of: id.rawValue)
        let client = SettingsClient(plugin: id.rawValue, client: running.client)
        do {
            let listed = try await client.list()
            for problem in listed.problems { log.warning("\(problem)") }
            plugins[id]?.settings = listed.settings.map(\.definition)
            let known = Dictionary(listed.settings.map { ($0.definition.id, $0.definition) }) { first, _ in first }
            var values: [String: SettingValue] = [:]
            for stored in try await store.settings(of: id.rawValue) {
                guard let definition = known[stored.key], let value = SettingValue(json: Array(stored.json.utf8)) else {
                    continue
                }
                do {
                    values[stored.key] = try SettingsValidation().validated(value, for: definition)
                } catch {
                    log.warning("a stored setting is left out: \(error)")
                }
            }
            if !values.isEmpty { try await client.set(values) }
        } catch let error as CapabilityError where error.code == .unimplemented && !plugin.declaresSettings {
            plugins[id]?.settings = []
        } catch let error as CapabilityError where error.code != .callFailed {
            log.warning("the plugin runs without its stored settings: \(error)")
        } catch let error as StoreError {
            log.warning("the plugin runs without its stored settings: \(error)")
        }
    }

    private func settingDefinitions(of id: PluginID) async throws -> [SettingDefinition] {
        guard let plugin = plugins[id], plugin.mayHaveSettings, let managed = plugin.backend?.managed else { return [] }
        if let settings = plugin.settings { return settings }
        // Waking it is enough: it is asked before it is ready.
        try await managed.withBackend { _ in }
        return plugins[id]?.settings ?? []
    }

    private func deliver(_ values: [String: SettingValue], to id: PluginID) async throws {
        guard !values.isEmpty, let managed = plugins[id]?.backend?.managed, await managed.hasProcess else { return }
        try await managed.withBackend(isIdempotent: true) { plugin in
            try await SettingsClient(plugin: id.rawValue, client: plugin.client).set(values)
        }
    }

    /// Keeps secret values out of the plugin's log from now on.
    private func hideSecrets(of id: PluginID) async throws {
        let secrets = try await store.settings(of: id.rawValue).filter(\.isSecret).compactMap { stored -> String? in
            guard case .text(let text)? = SettingValue(json: Array(stored.json.utf8)) else { return nil }
            return text
        }
        logs.log(of: id.rawValue)?.setSecrets(secrets)
    }

    private func problems<Result>(
        of name: String,
        _ body: () async throws -> Result
    ) async throws(Problem) -> Result {
        do {
            return try await body()
        } catch {
            throw Problem(error, plugin: name)
        }
    }
}

extension SettingValue {
    /// The same value; numbers without a fraction are integers.
    init(_ value: JSONValue) {
        self =
            switch value {
            case .null: .null
            case .boolean(let value): .toggle(value)
            case .integer(let value): .integer(value)
            case .number(let value): .number(value)
            case .string(let value): .text(value)
            case .array(let values): .list(values.map { SettingValue($0) })
            case .object(let members): .object(members.mapValues { SettingValue($0) })
            }
    }
}

extension JSONValue {
    /// The value of a setting that may be seen.
    fileprivate init(_ value: SettingValue) {
        let bytes = value.json(revealingSecrets: false)
        self = (try? EngineJSON.decode(JSONValue.self, from: .init(bytes))) ?? .null
    }
}

extension SettingInfo {
    fileprivate init(_ definition: SettingDefinition, stored: StoredSetting?) {
        let isSecret = definition.isSensitive || stored?.isSecret == true
        let value = stored.flatMap { SettingValue(json: Array($0.json.utf8)) }
        self.init(
            id: definition.id,
            label: definition.label,
            description: definition.description.isEmpty ? nil : definition.description,
            type: EngineAPI.SettingType(rawValue: definition.type.rawValue),
            value: isSecret ? nil : value.map { JSONValue($0) },
            defaultValue: isSecret ? nil : definition.defaultValue.map { JSONValue($0) },
            isSecret: isSecret,
            isSet: stored != nil,
            options: definition.options.isEmpty
                ? nil
                : definition.options.map { EngineAPI.SettingOption(label: $0.label, value: JSONValue($0.value)) }
        )
    }
}
