import Synchronization

/// The settings of a plugin, kept in memory: the host has stored them and delivers them at each start.
///
/// ```swift
/// let settings = try PluginSettings([
///     SettingDefinition("greeting", type: .text, default: "Hello"),
///     SettingDefinition("loud", type: .toggle, default: false),
/// ])
/// let greeting = settings.text("greeting")
/// ```
public final class PluginSettings: SettingsProvider {
    private let definitions: [SettingDefinition]
    private let values: Mutex<[String: SettingValue]>
    private let onChange: @Sendable ([String: SettingValue]) -> Void

    /// Creates the settings, each with its default.
    ///
    /// - Parameters:
    ///   - definitions: what can be set.
    ///   - limits: how much that may be.
    ///   - onChange: called with what the host has set, after it counts, on the call's thread; calls may overlap.
    /// - Throws: ``CapabilityError`` for a definition that contradicts itself.
    public init(
        _ definitions: [SettingDefinition],
        limits: SettingsLimits = .default,
        onChange: @escaping @Sendable ([String: SettingValue]) -> Void = { _ in }
    ) throws(CapabilityError) {
        let validated = try SettingsValidation(limits: limits).validated(definitions)
        self.definitions = definitions.compactMap { validated[$0.id] }
        values = Mutex([:])
        self.onChange = onChange
    }

    /// The value that counts of a setting; nil when it has none, or there is no such setting.
    public subscript(id: String) -> SettingValue? {
        values.withLock { $0[id] } ?? definitions.first { $0.id == id }?.defaultValue
    }

    /// The value of a text, select, color or datetime, or of a password; nil when it is none of these.
    public func text(_ id: String) -> String? {
        switch self[id] {
        case .text(let text): text
        case .secret(let secret): secret.reveal()
        default: nil
        }
    }

    /// The value of a toggle; false when it is none.
    public func isOn(_ id: String) -> Bool { self[id] == .toggle(true) }

    /// The value of an integer; nil when it is none.
    public func integer(_ id: String) -> Int64? {
        if case .integer(let integer) = self[id] { integer } else { nil }
    }

    /// The value of a float; nil when it is none.
    public func number(_ id: String) -> Double? {
        if case .number(let number) = self[id] { number } else { nil }
    }

    /// All settings with their values, in the order of their definitions.
    public func settings() -> [Setting] {
        let values = values.withLock { $0 }
        return definitions.map { Setting($0, value: values[$0.id]) }
    }

    /// Sets values that fit their definitions, as the service does.
    public func set(_ new: [String: SettingValue]) {
        values.withLock { $0.merge(new) { $1 } }
        onChange(new)
    }
}
