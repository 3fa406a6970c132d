public import Logging
import Synchronization

/// The logs of all plugins, and the one writer that brings them to disk.
public final class PluginLogs: Sendable {
    /// The limits.
    public let limits: LogLimits

    private let files: LogFiles?
    private let writer: LogWriter?
    private let table: Table

    /// Creates the logs.
    ///
    /// - Parameters:
    ///   - folder: where the files are, made when it is missing; nil to keep logs in memory alone.
    ///   - limits: what they may take.
    ///   - onDiskEvent: is told, on the writer's queue, when a disk begins to refuse a plugin's records, and when it
    ///     takes them again. The plugin's log in memory tells it as well.
    public init(
        folder: String?,
        limits: LogLimits = LogLimits(),
        onDiskEvent: @escaping @Sendable (LogDiskEvent) -> Void = { _ in }
    ) {
        let table = Table()
        self.limits = limits
        self.table = table
        files = folder.map { LogFiles(folder: $0, limits: limits) }
        writer = folder.map { folder in
            LogWriter(folder: folder, limits: limits) { event in
                table.tell(event)
                onDiskEvent(event)
            }
        }
    }

    /// The log of a plugin, made when it is asked for first.
    ///
    /// - Returns: nil for what is no plugin's id, and beyond ``LogLimits/plugins``.
    public func log(of plugin: String) -> PluginLog? {
        guard Self.isID(plugin) else { return nil }
        let (log, isNew) = table.logs.withLock { logs -> (PluginLog?, Bool) in
            if let log = logs[plugin] { return (log, false) }
            if logs.count >= limits.plugins { return (nil, false) }
            let log = PluginLog(plugin: plugin, limits: limits, writer: writer)
            logs[plugin] = log
            return (log, true)
        }
        if isNew { writer?.deleteOldFiles(of: plugin) }
        return log
    }

    /// A logger that writes to a plugin's log; one that drops everything where there is no such log.
    ///
    /// - Parameters:
    ///   - level: entries below are not taken.
    ///   - source: who speaks through it, except for entries of the plugin's own log, which say so themselves.
    public func logger(
        of plugin: String,
        level: Logger.Level = .debug,
        source: LogRecord.Source = .host
    ) -> Logger {
        let log = log(of: plugin)
        return Logger(label: "omniview.plugin.\(plugin)") { _ in
            guard let log else { return SwiftLogNoOpLogHandler() }
            return PluginLogHandler(log: log, source: source, logLevel: level)
        }
    }

    /// Forgets a plugin's log in memory; its files stay. Whoever follows it comes to its end.
    public func remove(_ plugin: String) {
        table.logs.withLock { $0.removeValue(forKey: plugin) }?.close()
    }

    /// Reads a plugin's files, from the newest record back. It reads from disk, so call it where that may take time.
    ///
    /// - Parameters:
    ///   - since: the time of the oldest record wanted, in milliseconds since 1970.
    ///   - limit: how many at most; never more than 100,000.
    /// - Returns: nothing for what is no plugin's id, or has no files.
    public func history(of plugin: String, since: Int64 = 0, limit: Int = 1_000) -> LogHistory {
        guard let files, Self.isID(plugin) else { return LogHistory() }
        var reader = LogHistoryReader(files: files, since: since, limit: limit)
        return reader.read(plugin)
    }

    /// Waits until all that was logged before is on disk, or is refused by it.
    ///
    /// - Returns: whether all is written; false also when the time is over first.
    @discardableResult
    public func flush(within limit: Duration = .seconds(2)) async -> Bool {
        await writer?.flush(within: limit) ?? true
    }

    /// The form of a plugin's id, which is safe as the name of a file.
    static func isID(_ text: String) -> Bool {
        let bytes = text.utf8
        guard let first = bytes.first, first != UInt8(ascii: "-"), bytes.count <= 64 else { return false }
        return bytes.allSatisfy { $0 == UInt8(ascii: "-") || ($0.isAlphanumeric && ($0 < 64 || $0.isSmallLetter)) }
    }

    private final class Table: Sendable {
        let logs = Mutex<[String: PluginLog]>([:])

        /// Shows what happens to the files to whoever reads the log in memory.
        func tell(_ event: LogDiskEvent) {
            let plugin: String
            let message: String
            let metadata: [String: String]
            switch event {
            case .failed(let name, let path, let reason):
                plugin = name
                message = "the plugin's log is not written to disk; free space or repair the folder, and it goes on"
                metadata = ["path": path, "reason": reason]
            case .healed(let name, let dropped):
                plugin = name
                message = "the plugin's log is written to disk again"
                metadata = ["dropped": "\(dropped)"]
            }
            let record = LogRecord(
                time: WallClock.now,
                plugin: plugin,
                source: .host,
                level: .warning,
                message: message,
                metadata: metadata
            )
            logs.withLock { $0[plugin] }?.keep(record)
        }
    }
}
