import ArgumentParser
import EngineAPI

/// Trusts the views of a plugin with the window.
struct TrustCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "trust",
        abstract: "Lets a plugin's views run inside the window, with all that you can do there.",
        discussion: """
            For plugins whose definition asks for it (`ui.isolation: shell`), and for the files that are there now: another \
            version runs in frames again. What exactly is granted is printed.

            Example:
              omniview plugin trust hello
            """
    )

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let before = try await client.plugin(plugin.id)
        guard let digest = before.digest else {
            throw Problem(
                .pluginConflict,
                detail: "the plugin \(plugin.id) is not trusted: its files are not verified; see `omniview plugin info "
                    + "\(plugin.id)`",
                plugin: plugin.id
            )
        }
        let detail = try await client.trust(plugin.id, digest: digest)
        try show(detail) { Self.text(detail, digest, on: $0) }
    }

    private static func text(_ detail: PluginDetail, _ digest: String, on terminal: Terminal) -> String {
        let id = Terminal.safe(detail.summary.id)
        return """
            \(terminal.yellow("trusted")) \(id) \(Terminal.safe(detail.summary.version)) with the window

            Its views run as a part of the window's page from now on, in no frame. They can do all that you can do there:
            start, stop, install and remove plugins, read the logs and settings of all plugins, trust further plugins or
            the next version of this one, change what the window shows, hold it up, and send what they find elsewhere.

            This holds for these files alone (\(Terminal.safe(digest))).
            Another version runs in frames until you trust it too. Windows that are open take it up when they are
            reloaded. To take it back:

              omniview plugin distrust \(id)

            """
    }
}

/// Has a plugin's views run in frames again.
struct DistrustCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "distrust",
        abstract: "Has a plugin's views run in frames again.",
        discussion: """
            Takes back `trust`. What the views have changed stays as it is.

            Example:
              omniview plugin distrust hello
            """
    )

    @OptionGroup var plugin: PluginArgument
    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        let detail = try await client.perform("distrust", on: plugin.id)
        try show(detail) { _ in
            """
            \(Terminal.safe(detail.summary.id)) is not trusted with the window: its views run in frames
            Reload windows that had them open: code of theirs may go on there until then.

            """
        }
    }
}
