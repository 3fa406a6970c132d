import Logging
import PluginProtocol
import Synchronization

/// Turns what a plugin writes to standard error into log entries, and remembers the last lines for error messages.
///
/// A line is only read as an entry when that can reach the logger, so a flood beyond the limit costs little more than
/// its bytes.
final class LogCollector: Sendable {
    /// How many lines an error message quotes.
    static let rememberedLines = 10
    /// How many characters of each.
    static let rememberedLineLength = 500

    private struct State {
        var parser: PluginLogParser
        var limiter: LogLimiter
        var lastLines: [PluginLogLine] = []
    }

    /// What to tell the logger.
    private enum Event {
        case entry(PluginLogEntry)
        case dropped(Int)
    }

    private let state: Mutex<State>
    private let limit: LogLimit?
    private let logger: Logger

    init(
        logger: Logger,
        limit: LogLimit? = LogLimit(),
        lineLimit: Int = PluginLogParser.defaultLineLimit
    ) {
        self.logger = logger
        self.limit = limit
        state = Mutex(
            State(parser: PluginLogParser(lineLimit: lineLimit), limiter: LogLimiter(limit, at: .now))
        )
    }

    /// The last lines that were written, oldest first.
    var lastLines: [String] {
        // Read when somebody asks, which is once in a plugin's life if at all.
        var parser = PluginLogParser()
        return state.withLock { $0.lastLines }
            .map { String(parser.entry($0).message.prefix(Self.rememberedLineLength)) }
    }

    /// How many entries the limit kept from the logger.
    var dropped: Int { state.withLock { $0.limiter.dropped } }

    func append(_ bytes: [UInt8]) {
        record { $0.lines(bytes) }
    }

    /// Takes the line that has no newline, and reports what was dropped, when the stream has ended.
    func finish() {
        record { $0.lastLine().map { [$0] } ?? [] }
        if let dropped = state.withLock({ $0.limiter.finish() }) { tell(.dropped(dropped)) }
    }

    private func record(_ take: (inout PluginLogParser) -> [PluginLogLine]) {
        let now = ContinuousClock.now
        let level = logger.logLevel
        let events = state.withLock { state -> [Event] in
            let lines = take(&state.parser)
            state.lastLines = (state.lastLines + lines.suffix(Self.rememberedLines)).suffix(Self.rememberedLines)
            // No plugin's entry is above error.
            guard level <= .error else { return [] }
            return lines.reduce(into: []) { Self.read($1, at: now, for: level, &state, into: &$0) }
        }
        for event in events { tell(event) }
    }

    private static func read(
        _ line: PluginLogLine,
        at now: ContinuousClock.Instant,
        for level: Logger.Level,
        _ state: inout State,
        into events: inout [Event]
    ) {
        guard state.limiter.hasRoom(at: now) else {
            state.parser.skip(line)
            state.limiter.drop(at: now)
            return
        }
        let entry = state.parser.entry(line)
        guard Logger.Level(entry.level) >= level else { return }
        if let dropped = state.limiter.pass(at: now) { events.append(.dropped(dropped)) }
        events.append(.entry(entry))
    }

    private func tell(_ event: Event) {
        switch event {
        case .entry(let entry):
            logger.log(
                level: Logger.Level(entry.level),
                "\(entry.message)",
                metadata: entry.metadata,
                source: "plugin"
            )
        case .dropped(let count):
            logger.warning(
                "entries of the plugin's log were dropped: there were more than its limit lets pass",
                metadata: [
                    "dropped": "\(count)",
                    "entries_per_second": "\(limit?.entriesPerSecond ?? 0)",
                    "burst": "\(limit?.burst ?? 0)",
                ]
            )
        }
    }
}

extension PluginLogEntry {
    fileprivate var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = [:]
        for field in fields { metadata[field.key] = "\(field.value)" }
        if let module { metadata["module"] = "\(module)" }
        return metadata
    }
}

extension Logger.Level {
    fileprivate init(_ level: PluginLogLevel) {
        switch level {
        case .trace: self = .trace
        case .debug: self = .debug
        case .info: self = .info
        case .warn: self = .warning
        case .error: self = .error
        }
    }
}
