import ArgumentParser
import EngineAPI

/// A verb that has the engine do one thing to a plugin, and says how the plugin is afterwards.
protocol ActionVerb: EngineVerb {
    /// The verb, which is the API's word too.
    static var action: String { get }
    /// What is being done, for who waits.
    static var doing: String { get }

    var plugin: PluginArgument { get }
}

extension ActionVerb {
    func execute(_ client: EngineClient) async throws {
        let id = plugin.id
        let detail = try await Progress.showing("\(Self.doing) \(id)") {
            try await client.perform(Self.action, on: id)
        }
        try show(detail) { detail.summary.sentence(on: $0) }
    }

    fileprivate static func describe(_ abstract: String, _ discussion: String? = nil) -> CommandConfiguration {
        CommandConfiguration(
            commandName: action,
            abstract: abstract,
            discussion: (discussion.map { "\($0)\n\n" } ?? "") + "Example:\n  omniview plugin \(action) hello"
        )
    }
}

/// Starts a plugin's backend.
struct StartCommand: ActionVerb {
    static let action = "start"
    static let doing = "starting"
    static let configuration = describe("Starts a plugin's backend, and keeps it until it is stopped.")

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
}

/// Stops a plugin's backend.
struct StopCommand: ActionVerb {
    static let action = "stop"
    static let doing = "stopping"
    static let configuration = describe(
        "Stops a plugin's backend.",
        "It stays stopped until it is started or restarted, or the engine is; `disable` keeps it from running for good."
    )

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
}

/// Stops a plugin's backend and starts it again.
struct RestartCommand: ActionVerb {
    static let action = "restart"
    static let doing = "restarting"
    static let configuration = describe("Stops a plugin's backend and starts it again.")

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
}

/// Kills a plugin's backend, to see what happens then.
struct KillCommand: ActionVerb {
    static let action = "kill"
    static let doing = "killing"
    static let configuration = describe(
        "Kills a plugin's backend as a crash would.",
        "The engine notes the crash and starts it again when something needs it: watch `omniview events -f`. To stop it "
            + "in order, use `stop`."
    )

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
}

/// Lets a plugin run.
struct EnableCommand: ActionVerb {
    static let action = "enable"
    static let doing = "enabling"
    static let configuration = describe("Lets a plugin run that was disabled.")

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
}

/// Keeps a plugin from running.
struct DisableCommand: ActionVerb {
    static let action = "disable"
    static let doing = "disabling"
    static let configuration = describe("Stops a plugin and keeps it from running.")

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
}

/// Forgets a plugin's crashes.
struct ResetCommand: ActionVerb {
    static let action = "reset"
    static let doing = "resetting"
    static let configuration = describe("Forgets a plugin's crashes, so that it may start again.")

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions
}
