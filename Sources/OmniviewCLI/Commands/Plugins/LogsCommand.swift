import ArgumentParser
import EngineAPI

/// A plugin's log.
struct LogsCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "logs",
        abstract: "Prints the last lines of a plugin's log, and with -f all that follow.",
        discussion: """
            Ctrl-C ends -f. When the connection breaks, it goes on where it was.

            Example:
              omniview plugin logs hello --tail 50 --level warning
              omniview plugin logs hello -f
            """
    )

    /// The most lines that the API gives at once.
    static let maxTail = 10_000

    @OptionGroup var plugin: PluginArgument

    @Flag(name: [.customShort("f"), .customLong("follow")], help: "Go on with what the plugin writes, until Ctrl-C.")
    var follows = false

    @Option(help: ArgumentHelp("At most so many of the latest lines.", valueName: "lines"))
    var tail = 200

    @Option(
        help: ArgumentHelp("Only lines of this level and above.", valueName: "level"),
        completion: .list(LogLevel.known.map(\.rawValue))
    )
    var level: String?

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (0...Self.maxTail).contains(tail) else {
            throw ValidationError("--tail takes a number from 0 to \(Self.maxTail)")
        }
        if let level, !LogLevel(rawValue: level).isKnown {
            let known = LogLevel.known.map(\.rawValue).joined(separator: ", ")
            throw ValidationError("--level takes one of \(known)")
        }
    }

    func execute(_ client: EngineClient) async throws {
        let isJSON = output.json
        let level = level.map { LogLevel(rawValue: $0) }
        let write = { @Sendable (record: LogRecord) throws -> Bool in
            isJSON
                ? try OutputOptions.printLine(record)
                : Terminal.standardOutput.write(record.line(on: .standardOutput))
        }
        guard follows else {
            let records = try await client.logs(of: plugin.id, tail: tail, level: level)
            // Not among what was asked for, which a program may read.
            if records.isEmpty, tail > 0, !isJSON { _ = StreamPrinter.note("the log has no such lines") }
            for record in records where try !write(record) { return }
            return
        }
        let stream = client.followLogs(of: plugin.id, tail: tail, level: level)
        try await StreamPrinter.print(stream) { item in
            switch item {
            case .opened, .broke: true
            case .gap(let gap): StreamPrinter.note("the lines \(gap.after + 1) to \(gap.next - 1) are gone")
            case .value(let record): try write(record)
            }
        }
    }
}

extension LogRecord {
    /// The line as `plugin run` shows it.
    func line(on terminal: Terminal) -> String {
        let part = source.map { " \(terminal.cyan(Terminal.safe($0))):" } ?? ""
        let values = FieldText.text((fields ?? [:]).map { (name: $0.key, text: $0.value.text) }, on: terminal)
        let time = terminal.dim(Quantity.time(time, hasFraction: true))
        return "\(time) \(level.word(on: terminal))\(part) \(Terminal.safe(message))\(values)\n"
    }
}

extension LogLevel {
    fileprivate func word(on terminal: Terminal) -> String {
        switch self {
        case .trace: terminal.dim("TRACE")
        case .debug: terminal.dim("DEBUG")
        case .info: terminal.green("INFO ")
        case .warning: terminal.yellow("WARN ")
        case .error: terminal.red("ERROR")
        default: Terminal.safe(rawValue.uppercased())
        }
    }
}
