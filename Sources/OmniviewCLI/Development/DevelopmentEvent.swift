import EngineAPI

/// What happens while a plugin is developed.
enum DevelopmentEvent: Sendable {
    case building(plugin: String, command: String)
    /// - Parameter running: the version that goes on, if there is one.
    case buildFailed(plugin: String, end: String, build: Duration, running: String?)
    /// A version that the engine, or already the installer, does not take.
    case refused(plugin: String, reason: String, running: String?)
    /// The engine has it; `swap` is the time from the change to calls on the new version, less that of the build.
    case installed(InstallOutcome, build: Duration, swap: Duration)
    case watching(directory: String, notice: String?)
    case log(LogRecord)
    /// Lines of the log that are gone.
    case gap(EventGap)
    case ended(plugin: String?)

    /// The event for people, with the line's end.
    func text(on terminal: Terminal) -> String {
        switch self {
        case .building(let plugin, let command):
            terminal.dim("building \(plugin): \(Terminal.safe(command))") + "\n"
        case .buildFailed(let plugin, let end, let build, let running):
            "\(terminal.red("build failed")) (\(end), \(Self.text(build))); \(Self.standing(plugin, running))\n"
        case .refused(let plugin, let reason, let running):
            "\(terminal.red("refused")): \(Terminal.safe(lines: reason))\n\(Self.standing(plugin, running))\n"
        case .installed(let outcome, let build, let swap):
            switch outcome.change {
            case .nothing:
                terminal.dim("unchanged \(Self.name(outcome)), build \(Self.text(build))") + "\n"
            case .first:
                "\(terminal.green("installed")) \(Self.name(outcome)) in \(Self.text(swap)), "
                    + "build \(Self.text(build))\n"
            case .other(let previous):
                "\(terminal.green("swapped")) \(outcome.id) \(Terminal.safe(previous ?? "?")) for "
                    + "\(Terminal.safe(outcome.version)) in \(Self.text(swap)), build \(Self.text(build))\n"
            }
        case .watching(let directory, let notice):
            terminal.dim("watching \(Terminal.safe(directory)); Ctrl-C ends that, and leaves the plugin running") + "\n"
                + (notice.map { "\(terminal.yellow("note:")) \(Terminal.safe($0))\n" } ?? "")
        case .log(let record): record.line(on: terminal)
        case .gap(let gap): "\(terminal.yellow("note:")) the lines \(gap.after + 1) to \(gap.next - 1) are gone\n"
        case .ended(let plugin): "\nno longer watching" + (plugin.map { "; \($0) runs on\n" } ?? "\n")
        }
    }

    private static func name(_ outcome: InstallOutcome) -> String { "\(outcome.id) \(Terminal.safe(outcome.version))" }

    private static func standing(_ plugin: String, _ running: String?) -> String {
        running.map { "\(plugin) \(Terminal.safe($0)) runs on" } ?? "nothing runs yet"
    }

    private static func text(_ duration: Duration) -> String {
        let milliseconds = duration.wholeMilliseconds
        return milliseconds < 10_000 ? "\(milliseconds) ms" : Quantity.duration(milliseconds: milliseconds)
    }
}
