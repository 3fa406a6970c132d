import ArgumentParser
import EngineAPI

/// The engine's journal.
struct EventsCommand: EngineVerb {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Prints what the engine's journal holds, and with -f what happens from now on.",
        discussion: """
            With -f and without --after or --tail it begins with what is yet to come; Ctrl-C ends it. When the \
            connection breaks, it goes on where it was.

            Example:
              omniview events --kind plugin.phase-changed
              omniview events -f --plugin hello
              omniview events -n 20
            """
    )

    @Flag(name: [.customShort("f"), .customLong("follow")], help: "Go on with what happens, until Ctrl-C.")
    var follows = false

    @Option(help: ArgumentHelp("Begin behind the event with this number.", valueName: "number"))
    var after: Int?

    @Option(
        name: [.customShort("n"), .long],
        help: ArgumentHelp("Begin with so many of the last events.", valueName: "count")
    )
    var tail: Int?

    @Option(help: ArgumentHelp("Only events about this plugin.", valueName: "id"), completion: .pluginID)
    var plugin: String?

    @Option(help: ArgumentHelp("Only events of this kind, such as plugin.phase-changed.", valueName: "kind"))
    var kind: String?

    @OptionGroup var engine: EngineOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        if let after, after < 0 { throw ValidationError("--after takes the number of an event, from 0") }
        if let tail, !(0...10_000).contains(tail) { throw ValidationError("--tail takes a number from 0 to 10000") }
        if after != nil, tail != nil { throw ValidationError("--after and --tail both say where to begin; give one") }
    }

    func execute(_ client: EngineClient) async throws {
        let start = follows || tail != nil ? after : after ?? 0
        let stream = client.events(after: start, tail: tail, plugin: plugin, kind: kind, follows: follows)
        let isJSON = output.json
        let isOver = try await StreamPrinter.print(stream) { item in
            switch item {
            case .opened, .broke: true
            case .gap(let gap): StreamPrinter.note(gap.note)
            case .value(let event):
                isJSON
                    ? try OutputOptions.printLine(event)
                    : Terminal.standardOutput.write(event.line(on: .standardOutput))
            }
        }
        // The journal ends when the engine does, which may be before the server says that it stops.
        if isOver, follows { throw Problem(.stopping, detail: "the engine stops, and the stream ends with it") }
    }
}

extension EventGap {
    /// What is missing, in words.
    fileprivate var note: String {
        next > after
            ? "the events \(after + 1) to \(next - 1) are gone"
            : "the journal has no event \(after): its numbers began anew, and it goes on with \(next)"
    }
}

extension EngineEvent {
    /// The event as one line.
    fileprivate func line(on terminal: Terminal) -> String {
        let subject = plugin.map { " \(terminal.cyan(Terminal.safe($0)))" } ?? ""
        // What has a structure of its own, such as the history in a crash report, is in the JSON.
        let shown: JSONValue =
            if case .object(let members) = data { .object(members.filter(\.value.isShort)) } else { data }
        let values = FieldText.text(shown.fields, on: terminal)
        return "\(terminal.dim(Quantity.time(time, hasFraction: true))) #\(sequence)\(subject) \(Terminal.safe(kind))"
            + "\(values)\n"
    }
}
