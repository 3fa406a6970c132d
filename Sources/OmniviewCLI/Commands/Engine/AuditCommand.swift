import ArgumentParser
import EngineAPI

/// What was asked of the engine.
struct AuditCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Lists what was asked of the engine, when, by whom and how it ended, newest first.",
        discussion: """
            Who asked: socket, a program of yours such as this one; token, a program over HTTP; page, the window in a \
            browser; application, the program that the engine is a part of.

            Example:
              omniview audit -n 20
              omniview audit --plugin hello
            """
    )

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("At most so many, up to 1000.", valueName: "count")
    )
    var limit = 100

    @Option(help: ArgumentHelp("Only what came before the one with this number.", valueName: "number"))
    var before: Int?

    @Option(
        help: ArgumentHelp("Only what was asked for this plugin, which may be removed by now.", valueName: "id"),
        completion: .pluginID
    )
    var plugin: String?

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit takes a number from 1 to 1000") }
        if let before, before < 0 { throw ValidationError("--before takes the number of a record, from 0") }
    }

    func execute(_ client: EngineClient) async throws {
        let records = try await client.audit(limit: limit, before: before, plugin: plugin)
        try show(records) { terminal in
            guard !records.isEmpty else { return "nothing is in the audit\n" }
            var table = Table("time", "#>", "who", "asked for", "plugin", "outcome", "with")
            for record in records {
                table.add(
                    Table.Cell(Quantity.time(record.time)),
                    Table.Cell("\(record.sequence)"),
                    Table.Cell(record.actor),
                    Table.Cell(record.action),
                    Table.Cell(record.plugin ?? "-"),
                    Table.Cell(record.outcome, record.outcome == "ok" ? .good : .warning),
                    Table.Cell(record.detail.fields.map { "\($0.name)=\($0.text)" }.joined(separator: " "))
                )
            }
            return table.text(on: terminal)
        }
    }
}
