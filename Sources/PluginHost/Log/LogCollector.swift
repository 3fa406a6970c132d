import Logging
import PluginProtocol
import Synchronization

/// Turns what a plugin writes to standard error into log entries, and remembers the last lines for error messages.
final class LogCollector: Sendable {
    /// How many lines an error message quotes.
    static let rememberedLines = 10
    /// How many bytes of each.
    static let rememberedLineLength = 500

    private struct State {
        var parser = PluginLogParser()
        var lastLines: [String] = []
    }

    private let state = Mutex(State())
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// The last lines that were written, oldest first.
    var lastLines: [String] { state.withLock { $0.lastLines } }

    func append(_ bytes: [UInt8]) {
        record(state.withLock { $0.parser.append(bytes) })
    }

    /// Takes the line that has no newline, when the stream has ended.
    func finish() {
        record(state.withLock { $0.parser.finish() })
    }

    private func record(_ entries: [PluginLogEntry]) {
        for entry in entries {
            state.withLock { state in
                if state.lastLines.count == Self.rememberedLines { state.lastLines.removeFirst() }
                state.lastLines.append(String(entry.message.prefix(Self.rememberedLineLength)))
            }
            let level = Logger.Level(entry.level)
            guard level >= logger.logLevel else { continue }
            logger.log(level: level, "\(entry.message)", metadata: entry.metadata, source: "plugin")
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
