import PluginCapabilities

/// What a user can set.
enum GreetingSettings {
    static let greeting = "greeting"
    static let loud = "loud"

    static let definitions = [
        SettingDefinition(
            greeting,
            type: .text,
            label: "Greeting",
            description: "The words before the name.",
            default: "Hello"
        ),
        SettingDefinition(
            loud,
            type: .toggle,
            label: "Loud",
            description: "Whether to greet in capitals.",
            default: false
        ),
    ]
}

/// The settings, and what their definitions cannot say: a greeting has a word in it.
struct CheckedSettings: SettingsProvider {
    let stored: PluginSettings

    func settings() -> [Setting] {
        stored.settings()
    }

    func set(_ values: [String: SettingValue]) throws {
        if case .text(let greeting)? = values[GreetingSettings.greeting], !greeting.contains(where: \.isLetter) {
            throw CapabilityError(code: .invalidValue, message: "a greeting must have at least one word")
        }
        stored.set(values)
    }
}

extension PluginSettings {
    /// The greeting of somebody, as the settings want it.
    func greeting(of name: String) -> String {
        let text = "\(text(GreetingSettings.greeting) ?? "Hello"), \(name)!"
        return isOn(GreetingSettings.loud) ? text.uppercased() : text
    }
}
