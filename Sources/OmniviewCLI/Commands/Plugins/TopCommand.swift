import ArgumentParser
import EngineAPI

/// What the plugins use at this moment.
struct TopCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "top",
        abstract: "Shows what the plugins use, or one plugin and its calls, and refreshes it every second.",
        discussion: """
            Refreshes on a terminal only; Ctrl-C ends it. With --json or --once it shows one picture.

            Example:
              omniview plugin top
              omniview plugin top hello --once
            """
    )

    @Argument(help: "The plugin's id; leave it out for all.", completion: .pluginID)
    var id: String?

    @Flag(help: "Show one picture and end.")
    var once = false

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func execute(_ client: EngineClient) async throws {
        guard Terminal.standardOutput.isTerminal, !once, !output.json else {
            return try show(try await picture(client))
        }
        let verb = self
        do {
            try await Interruption.cancelling {
                let terminal = Terminal.standardOutput
                while true {
                    let text = Self.cut(try await verb.picture(client).text(on: terminal), to: terminal.height)
                    // Home, and each line cleared behind its text, so that nothing flickers.
                    let lines = text.replacing("\n", with: "\u{1b}[K\n")
                    guard terminal.write("\u{1b}[H\(lines)\u{1b}[J") else { return }
                    try await Task.sleep(for: .seconds(1))
                }
            }
        } catch is CancellationError {}
    }

    /// The text, or as much of it as a terminal of so many lines shows at once, the last one for the cursor.
    static func cut(_ text: String, to height: Int?) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        guard let height, lines.count >= height else { return text }
        let shown = lines.prefix(max(0, height - 2))
        return shown.map { "\($0)\n" }.joined() + "… \(lines.count - shown.count) more\n"
    }

    private func picture(_ client: EngineClient) async throws -> Picture {
        guard let id else { return .plugins(try await client.plugins()) }
        async let detail = client.plugin(id)
        async let samples = client.resources(of: id)
        async let methods = client.methods(of: id)
        return .plugin(
            PluginPicture(
                plugin: try await detail.summary,
                resources: try await samples.last,
                methods: try await methods
            )
        )
    }

    private func show(_ picture: Picture) throws {
        switch picture {
        case .plugins(let plugins): try show(plugins) { picture.text(on: $0) }
        case .plugin(let plugin): try show(plugin) { picture.text(on: $0) }
        }
    }
}

/// One plugin's use at one moment.
private struct PluginPicture: Encodable, Sendable {
    var plugin: PluginSummary
    /// The latest sample; left out when there is none.
    var resources: ResourceSample?
    var methods: [MethodStatistics]
}

/// What `plugin top` shows at one moment.
private enum Picture: Sendable {
    case plugins([PluginSummary])
    case plugin(PluginPicture)

    func text(on terminal: Terminal) -> String {
        switch self {
        case .plugins(let plugins): plugins.isEmpty ? ListCommand.noPlugins : Self.table(plugins).text(on: terminal)
        case .plugin(let plugin): Self.text(plugin, terminal)
        }
    }

    /// Those that use most come first.
    private static func table(_ plugins: [PluginSummary]) -> Table {
        var table = Table("id", "phase", "pid>", "cpu>", "memory>", "uptime>", "restarts>")
        let sorted = plugins.sorted { left, right in
            let (one, other) = (left.cpuShare ?? -1, right.cpuShare ?? -1)
            return one == other ? left.id < right.id : one > other
        }
        for plugin in sorted {
            table.add(
                Table.Cell(plugin.id),
                plugin.phaseCell,
                Table.Cell(plugin.processID.map { "\($0)" } ?? "-"),
                Table.Cell(plugin.cpuShare.map(Quantity.percent) ?? "-"),
                Table.Cell(plugin.rssBytes.map(Quantity.bytes) ?? "-"),
                Table.Cell(plugin.uptime ?? "-"),
                Table.Cell("\(plugin.restarts)")
            )
        }
        return table
    }

    private static func text(_ picture: PluginPicture, _ terminal: Terminal) -> String {
        var facts = Facts()
        facts.add("process", picture.plugin.processID.map { "\($0)" } ?? "none")
        if let sample = picture.resources {
            facts.add("processor", Quantity.percent(sample.cpuShare))
            facts.add("memory", Quantity.bytes(sample.rssBytes))
            facts.add("threads", "\(sample.threads)")
            facts.add("descriptors", "\(sample.descriptors)")
        }
        var table = Table("method", "calls>", "errors>", "p50 ms>", "p95 ms>", "p99 ms>", "max ms>")
        for method in picture.methods.sorted(by: { $0.calls > $1.calls }) {
            table.add(
                Table.Cell(method.method),
                Table.Cell("\(method.calls)"),
                Table.Cell("\(method.errors)", method.errors == 0 ? .plain : .warning),
                Table.Cell(method.p50Ms.text(decimals: 1)),
                Table.Cell(method.p95Ms.text(decimals: 1)),
                Table.Cell(method.p99Ms.text(decimals: 1)),
                Table.Cell(method.maxMs.text(decimals: 1))
            )
        }
        let calls = picture.methods.isEmpty ? "" : "\n" + table.text(on: terminal)
        return picture.plugin.sentence(on: terminal) + facts.text(on: terminal) + calls
    }
}
