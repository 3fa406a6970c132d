import Logging

#if canImport(FoundationEssentials)
import FoundationEssentials
#else
import Foundation
#endif
#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes log entries as lines for people: time, level, module, message, values.
struct ConsoleLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    private let terminal: Terminal
    private let onClosed: @Sendable () -> Void

    /// - Parameter onClosed: called when nobody reads the lines any more, as behind `head`.
    init(terminal: Terminal, level: Logger.Level, onClosed: @escaping @Sendable () -> Void = {}) {
        self.terminal = terminal
        self.onClosed = onClosed
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var values = metadata.merging(event.metadata ?? [:]) { _, new in new }
        let module = values.removeValue(forKey: "module").map { " \(terminal.cyan(Terminal.safe("\($0)"))):" } ?? ""
        let fields = FieldText.text(values.map { (name: $0.key, text: "\($0.value)") }, on: terminal)
        let message = Terminal.safe("\(event.message)")
        let line = "\(terminal.dim(Self.time())) \(name(of: event.level))\(module) \(message)\(fields)\n"
        if !terminal.write(line) { onClosed() }
    }

    private func name(of level: Logger.Level) -> String {
        switch level {
        case .trace: terminal.dim("TRACE")
        case .debug: terminal.dim("DEBUG")
        case .info, .notice: terminal.green("INFO ")
        case .warning: terminal.yellow("WARN ")
        case .error, .critical: terminal.red("ERROR")
        }
    }

    /// The time of day where the reader is, to the millisecond.
    private static func time() -> String {
        let now = Date().timeIntervalSince1970
        var seconds = time_t(now)
        var local = tm()
        localtime_r(&seconds, &local)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return padded(Int(local.tm_hour), 2) + ":" + padded(Int(local.tm_min), 2) + ":" + padded(Int(local.tm_sec), 2)
            + "." + padded(Int(now * 1000) % 1000, 3)
    }
}
