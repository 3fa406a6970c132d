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

extension PluginSettings {
    /// The greeting of somebody, as the settings want it.
    func greeting(of name: String) -> String {
        let text = "\(text(GreetingSettings.greeting) ?? "Hello"), \(name)!"
        return isOn(GreetingSettings.loud) ? text.uppercased() : text
    }
}
