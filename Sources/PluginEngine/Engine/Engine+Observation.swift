package import EngineAPI
import Logging
import PluginDefinition
import PluginStore

/// Logs and events.
extension Engine {
    /// The last lines of a plugin's log, oldest first, also of earlier runs of the engine.
    package func logLines(
        of name: String,
        tail: Int,
        level: EngineAPI.LogLevel?
    ) async throws(Problem) -> [EngineAPI.LogRecord] {
        let id = try known(name)
        guard tail > 0, let log = logs.log(of: id.rawValue) else { return [] }
        let entries = log.tail(.max).filter { $0.record.isAtLeast(level) }.suffix(tail)
        let lines = entries.map { EngineAPI.LogRecord($0) }
        guard lines.count < tail, log.last <= log.tail(.max).count else { return lines }
        return await earlierLines(of: id.rawValue, tail - lines.count, level, skipping: Int(log.last)) + lines
    }

    /// Lines that were written before this engine started; their numbers are below 1.
    private func earlierLines(
        of plugin: String,
        _ count: Int,
        _ level: EngineAPI.LogLevel?,
        skipping newest: Int
    ) async -> [EngineAPI.LogRecord] {
        await logs.flush()
        let logs = logs
        // Those of a level may be rare: more is read until there are enough, or nothing is left.
        var wanted = count
        var older: ArraySlice<PluginEngine.LogRecord> = []
        while true {
            let limit = newest.addingReportingOverflow(wanted)
            let history = try? await Blocking.run { () throws(PluginEngineError) in
                logs.history(of: plugin, limit: limit.overflow ? .max : limit.partialValue)
            }
            let records = history?.records ?? []
            older = records.dropFirst(newest).filter { $0.isAtLeast(level) }.prefix(count)
            // With less than the limit, the file was read to its end or as far as it ever is.
            if older.count == count || limit.overflow || records.count < limit.partialValue { break }
            wanted = wanted.multipliedReportingOverflow(by: 8).overflow ? .max : wanted * 8
        }
        return older.enumerated().reversed().map { index, record in
            EngineAPI.LogRecord(record, number: -index)
        }
    }

    /// Follows a plugin's log.
    ///
    /// - Parameters:
    ///   - tail: How many of the last lines come first.
    ///   - number: Only lines behind this one; `tail` does not count then.
    package func followLog(
        of name: String,
        tail: Int,
        level: EngineAPI.LogLevel?,
        after number: Int?
    ) throws(Problem) -> LogReader {
        let id = try known(name)
        guard let log = logs.log(of: id.rawValue) else {
            throw Problem(.pluginConflict, detail: "the plugin \(name) has no log: there are too many", plugin: name)
        }
        let position: UInt64
        if let number, number > 0 {
            position = UInt64(number)
        } else {
            let shown = log.tail(.max).filter { $0.record.isAtLeast(level) }.suffix(max(tail, 0))
            position = shown.first.map { $0.number - 1 } ?? log.last
        }
        return LogReader(log.follow(after: position).makeAsyncIterator(), level)
    }

    /// Follows the journal; see ``Journal/follow(after:tail:plugin:kind:isEndless:)``.
    package func follow(
        after number: Int?,
        tail: Int = 0,
        plugin: String?,
        kind: String?,
        isEndless: Bool = true
    ) async throws(Problem) -> JournalFollower {
        do {
            let position = number.map { Int64($0) }
            return try await journal.follow(
                after: position,
                tail: tail,
                plugin: plugin,
                kind: kind,
                isEndless: isEndless
            )
        } catch {
            throw Problem(error, plugin: plugin)
        }
    }
}

/// One reader of a plugin's log.
package actor LogReader {
    private var iterator: LogFollower.Iterator
    private let level: EngineAPI.LogLevel?
    private var last = 0

    init(_ iterator: LogFollower.Iterator, _ level: EngineAPI.LogLevel?) {
        self.iterator = iterator
        self.level = level
    }

    /// The next line; nil at the log's end, or when the calling task is cancelled.
    package func next() async -> EngineAPI.LogRecord? {
        while true {
            var iterator = iterator
            let element = await iterator.next(isolation: self)
            self.iterator = iterator
            switch element {
            case nil: return nil
            case .gap(let count):
                return EngineAPI.LogRecord(
                    sequence: last,
                    time: Timestamp(milliseconds: WallClock.now),
                    level: .warning,
                    message: "\(count) lines came faster than they were read, and are in the log's file only",
                    source: LogRecord.Source.host.rawValue
                )
            case .entry(let entry):
                last = Int(clamping: entry.number)
                if entry.record.isAtLeast(level) { return EngineAPI.LogRecord(entry) }
            }
        }
    }
}

extension PluginEngine.LogRecord {
    fileprivate var apiLevel: EngineAPI.LogLevel {
        switch level {
        case .trace: .trace
        case .debug: .debug
        case .info, .notice: .info
        case .warning: .warning
        case .error, .critical: .error
        }
    }

    fileprivate func isAtLeast(_ level: EngineAPI.LogLevel?) -> Bool {
        guard let level, let least = EngineAPI.LogLevel.known.firstIndex(of: level) else { return true }
        return EngineAPI.LogLevel.known.firstIndex(of: apiLevel).map { $0 >= least } ?? true
    }
}

extension EngineAPI.LogRecord {
    fileprivate init(_ entry: LogEntry) {
        self.init(entry.record, number: Int(clamping: entry.number))
    }

    fileprivate init(_ record: PluginEngine.LogRecord, number: Int) {
        self.init(
            sequence: number,
            time: Timestamp(milliseconds: record.time),
            level: record.apiLevel,
            message: record.message,
            source: record.source.rawValue,
            fields: record.metadata.isEmpty ? nil : record.metadata.mapValues { .string($0) }
        )
    }
}
