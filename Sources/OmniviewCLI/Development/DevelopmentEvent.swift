import EngineAPI

/// What happens while a plugin is developed.
enum DevelopmentEvent: Sendable {
    case building(plugin: String, command: String)
    case buildFailed(plugin: String, end: String, build: Duration, standing: DevelopmentStanding)
    /// A version that the engine, or already the installer, does not take.
    case refused(plugin: String, reason: String, standing: DevelopmentStanding)
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
        case .buildFailed(let plugin, let end, let build, let standing):
            "\(terminal.red("build failed")) (\(end), \(Self.text(build))); \(standing.text(of: plugin))\n"
        case .refused(let plugin, let reason, let standing):
            "\(terminal.red("refused")): \(Terminal.safe(lines: reason))\n\(standing.text(of: plugin))\n"
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
            terminal.dim("watching \(Terminal.safe(directory)); Ctrl-C ends that, and leaves the plugin in the engine")
                + "\n"
                + (notice.map { "\(terminal.yellow("note:")) \(Terminal.safe($0))\n" } ?? "")
        case .log(let record): record.line(on: terminal)
        case .gap(let gap): "\(terminal.yellow("note:")) the lines \(gap.after + 1) to \(gap.next - 1) are gone\n"
        case .ended(let plugin): "\nno longer watching" + (plugin.map { "; \($0) stays in the engine\n" } ?? "\n")
        }
    }

    private static func name(_ outcome: InstallOutcome) -> String { "\(outcome.id) \(Terminal.safe(outcome.version))" }

    private static func text(_ duration: Duration) -> String {
        let milliseconds = duration.wholeMilliseconds
        return milliseconds < 10_000 ? "\(milliseconds) ms" : Quantity.duration(milliseconds: milliseconds)
    }
}

/// What the engine has of the plugin when a new version of it came to nothing.
enum DevelopmentStanding: Sendable {
    /// Nothing, or the engine does not say.
    case nothing
    case runs(String)
    /// It has a backend, which does not run.
    case rests(String)
    /// It has views only, so that nothing of it ever runs.
    case shows(String)

    init(_ summary: PluginSummary?) {
        self =
            switch summary {
            case nil: .nothing
            case let plugin? where plugin.processID != nil: .runs(plugin.version)
            case let plugin? where plugin.hasBackend: .rests(plugin.version)
            case let plugin?: .shows(plugin.version)
            }
    }

    /// The version that goes on running, if there is one.
    var running: String? {
        if case .runs(let version) = self { version } else { nil }
    }

    /// The version that the engine has, if there is one.
    var version: String? {
        switch self {
        case .nothing: nil
        case .runs(let version), .rests(let version), .shows(let version): version
        }
    }

    func text(of plugin: String) -> String {
        switch self {
        case .nothing: "nothing of it is in the engine yet"
        case .runs(let version): "\(plugin) \(Terminal.safe(version)) runs on"
        case .rests(let version): "\(plugin) \(Terminal.safe(version)) stays in the engine, and does not run"
        case .shows(let version): "the views of \(plugin) \(Terminal.safe(version)) stay in the engine"
        }
    }
}
