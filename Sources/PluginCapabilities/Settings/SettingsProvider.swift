/// Holds the settings of a plugin; ``PluginSettings`` is one that suffices for most.
///
/// What it throws reaches the host as the status of the call: a ``CapabilityError`` with its message, any other error as
/// `unknown` without one.
public protocol SettingsProvider: Sendable {
    /// All settings with their values, each id once.
    func settings() async throws -> [Setting]

    /// Sets all of the values, or none when one is refused.
    ///
    /// The values have been held against the definitions before.
    func set(_ values: [String: SettingValue]) async throws
}
