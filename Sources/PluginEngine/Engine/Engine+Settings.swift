public import EngineAPI
import Logging
import PluginCapabilities
import PluginDefinition
import PluginHost
import PluginStore
import PluginTransport

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
    ///
    /// - Throws: a problem when a value does not fit its definition, or the plugin that runs refuses it; then nothing is
    ///   set.
    public func update(_ values: [String: JSONValue], of name: String) async throws(Problem) -> [SettingInfo] {
        let id = try known(name)
        let keys = values.keys.sorted()
        try await audited("settings", id, detail: ["keys": .array(keys.map { .string($0) })]) {
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
            let before = try await self.store.settings(of: name)
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
            try await self.hideSecrets(of: id)
            var delivered = fitting
            for key in unset { delivered[key] = known[key]?.defaultValue }
            do {
                try await self.deliver(delivered, to: id)
            } catch let error as CapabilityError where error.isRefusal {
                // It knows better than its definition what fits.
                try await self.restore(before, keys, of: id)
                throw error
            } catch let error as CapabilityError {
                self.tellSettings(keys, of: id)
                throw self.notTaken(id, error.message)
            } catch let error as PluginCallError {
                // It has them with its next start.
                self.logger.debug("Settings are not delivered now", metadata: ["plugin": "\(id)", "why": "\(error)"])
            }
            self.tellSettings(keys, of: id)
            if unset.contains(where: { known[$0]?.defaultValue == nil }) { try await self.replaceProcess(id) }
        }
        return try await settings(of: name)
    }

    private func tellSettings(_ keys: [String], of id: PluginID) {
        journal.tell("plugin.settings-changed", plugin: id.rawValue, ["keys": .array(keys.map { .string($0) })])
    }

    /// What is said when settings are stored and a plugin runs on without them.
    private func notTaken(_ id: PluginID, _ reason: String) -> Problem {
        Problem(
            .pluginFailed,
            detail:
                "it is stored, but the plugin \(id) runs on with what was set before, until it is restarted: \(reason)",
            plugin: id.rawValue
        )
    }

    /// Stores of some settings again what was stored before.
    private func restore(_ before: [StoredSetting], _ keys: [String], of id: PluginID) async throws {
        let old = before.filter { keys.contains($0.key) }
        try await store.setSettings(old, of: id.rawValue)
        try await store.deleteSettings(keys.filter { key in !old.contains { $0.key == key } }, of: id.rawValue)
        try await hideSecrets(of: id)
    }

    /// Lets a new process take the place of a plugin's running one, which loses no call: it is told what is set, and has
    /// what is not by its own default. The contract has no word for that.
    private func replaceProcess(_ id: PluginID) async throws {
        guard let managed = plugins[id]?.backend?.managed, await managed.hasProcess,
            let problem = try await managed.upgrade()
        else { return }
        throw notTaken(id, problem.message)
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
            if !values.isEmpty { try await deliver(values, by: client, log) }
        } catch let error as CapabilityError where error.code == .unimplemented && !plugin.declaresSettings {
            plugins[id]?.settings = []
        } catch let error as CapabilityError where error.code != .callFailed {
            log.warning("the plugin runs without its stored settings: \(error)")
        } catch let error as StoreError {
            log.warning("the plugin runs without its stored settings: \(error)")
        }
    }

    private func deliver(
        _ values: [String: SettingValue],
        by client: SettingsClient<PluginClientTransport>,
        _ log: Logger
    ) async throws {
        do {
            try await client.set(values)
        } catch let error as CapabilityError where error.isRefusal {
            // One of them; the others are not to suffer for it.
            for (key, value) in values.sorted(by: { $0.key < $1.key }) {
                do {
                    try await client.set([key: value])
                } catch let error as CapabilityError where error.isRefusal {
                    log.warning("the stored setting '\(key)' is left out: \(error)")
                }
            }
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
