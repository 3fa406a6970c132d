import ArgumentParser
import EngineAPI

/// The verbs on a plugin's settings.
struct SettingsCommands: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Shows and changes a plugin's settings.",
        discussion: """
            Example:
              omniview plugin settings get hello
              omniview plugin settings set hello shell=zsh --unset greeting
            """,
        subcommands: [GetSettingsCommand.self, SetSettingsCommand.self]
    )
}

/// Shows settings.
struct GetSettingsCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "get",
        abstract: "Shows a plugin's settings, or the value of one.",
        discussion: """
            The values of secrets are never shown.

            Example:
              omniview plugin settings get hello
              omniview plugin settings get hello shell
            """
    )

    @OptionGroup var plugin: PluginArgument

    @Argument(help: "The setting; leave it out for all.")
    var key: String?

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let settings = try await client.settings(of: plugin.id)
        guard let key else { return try show(settings) { settings.text(on: $0) } }
        let setting = try SettingValue.find(key, in: settings, of: plugin.id)
        try show(setting) { _ in "\(Terminal.safe(lines: setting.valueText))\n" }
    }
}

/// Changes settings.
struct SetSettingsCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Sets some of a plugin's settings, all or none, and shows all.",
        discussion: """
            A value is read as the setting's type: toggles take true and false, settings of many choices take them with \
            commas between. Other users can see the words of a command; with --stdin a secret stays out of them.

            Example:
              omniview plugin settings set hello shell=zsh retries=3 --unset greeting
              omniview plugin settings set hello --stdin api_key < key.txt
            """
    )

    @OptionGroup var plugin: PluginArgument

    @Argument(help: ArgumentHelp("Settings and their values.", valueName: "key=value"), transform: OptionValue.pair)
    var values: [OptionValue.Pair] = []

    @Option(
        parsing: .singleValue,
        help: ArgumentHelp("Go back to a setting's default; may be repeated.", valueName: "key")
    )
    var unset: [String] = []

    @Option(help: ArgumentHelp("Read this setting's value from standard input.", valueName: "key"))
    var stdin: String?

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        let keys = values.map(\.key) + unset + (stdin.map { [$0] } ?? [])
        guard !keys.isEmpty else { throw ValidationError("name a setting: KEY=VALUE, --unset KEY or --stdin KEY") }
        if let twice = Dictionary(grouping: keys, by: \.self).filter({ $1.count > 1 }).keys.min() {
            throw ValidationError("the setting \(twice) is given twice")
        }
    }

    func execute(_ client: EngineClient) async throws {
        let settings = try await client.settings(of: plugin.id)
        var update: [String: JSONValue] = [:]
        func set(_ key: String, _ text: String) throws {
            update[key] = try SettingValue.read(text, as: SettingValue.find(key, in: settings, of: plugin.id))
        }
        for pair in values { try set(pair.key, pair.value) }
        for key in unset {
            _ = try SettingValue.find(key, in: settings, of: plugin.id)
            update[key] = JSONValue.null
        }
        if let stdin {
            var text = String(decoding: try FileBytes.read("-"), as: UTF8.self)
            // What an editor or `echo` puts at the end is no part of the value.
            if text.hasSuffix("\n") { text.removeLast() }
            try set(stdin, text)
        }
        let result = try await client.update(update, of: plugin.id)
        try show(result) { result.text(on: $0) }
    }
}

extension [SettingInfo] {
    fileprivate func text(on terminal: Terminal) -> String {
        guard !isEmpty else { return "the plugin has no settings\n" }
        var table = Table("setting", "value", "type", "label")
        for setting in self {
            table.add(
                Table.Cell(setting.id),
                Table.Cell(setting.valueText, setting.isSet ? .plain : .dim),
                Table.Cell(setting.type.rawValue),
                Table.Cell(setting.label)
            )
        }
        return table.text(on: terminal)
    }
}

extension SettingInfo {
    /// The value that counts: the one that is set, else the default.
    fileprivate var valueText: String {
        if isSecret { return isSet ? "(set)" : "(not set)" }
        return (value ?? defaultValue)?.settingText ?? ""
    }
}
