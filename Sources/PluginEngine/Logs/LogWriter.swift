import Dispatch
import Logging
import Synchronization

/// Writes the records of all plugins to their files, on a queue of its own.
///
/// Whoever appends never waits. Each plugin has a limited queue; what does not fit is dropped, and a record at its place
/// says how much. Records that the disk refuses stay in the queue and are tried again after a while.
final class LogWriter: Sendable {
    /// How many bytes are written at once, at least while there are so many.
    private static let chunkBytes = 256 << 10

    private struct Pending {
        var records: [LogRecord] = []
        var bytes = 0
        /// Dropped since the last record that was taken.
        var dropped = 0
        /// Dropped since the disk began to refuse.
        var lost = 0
        /// Whether somebody will look at the queue without being told to.
        var isScheduled = false
        var isRefused = false
    }

    private let pending = Mutex<[String: Pending]>([:])
    /// Only used on the queue, so nobody waits for this lock.
    private let files: Mutex<LogFiles>
    private let queue = DispatchQueue(label: "omniview-log", qos: .utility)
    private let limits: LogLimits
    private let report: @Sendable (LogDiskEvent) -> Void

    init(folder: String, limits: LogLimits, report: @escaping @Sendable (LogDiskEvent) -> Void) {
        files = Mutex(LogFiles(folder: folder, limits: limits))
        self.limits = limits
        self.report = report
    }

    func append(_ record: LogRecord) {
        let plugin = record.plugin
        let isNew = pending.withLock { pending in
            add(record, to: &pending[plugin, default: Pending()])
        }
        if isNew { queue.async { self.write(plugin, retries: true) } }
    }

    /// Deletes a plugin's files that are too old.
    func deleteOldFiles(of plugin: String) {
        queue.async { self.files.withLock { $0.deleteOld(of: plugin, at: WallClock.now) } }
    }

    /// Waits until everything that was appended before is written, or was refused once more.
    ///
    /// - Returns: whether all of it is written; false also when the time is over first.
    func flush(within limit: Duration) async -> Bool {
        await withCheckedContinuation { continuation in
            let answer = FirstAnswer(continuation)
            queue.async {
                let plugins = self.pending.withLock { Array($0.keys) }
                for plugin in plugins { self.write(plugin, retries: false) }
                answer.give(self.pending.withLock { $0.values.allSatisfy { $0.records.isEmpty && $0.dropped == 0 } })
            }
            DispatchQueue.global().asyncAfter(deadline: .now() + limit.seconds) { answer.give(false) }
        }
    }

    /// - Returns: whether the plugin's queue is to be scheduled.
    private func add(_ record: LogRecord, to pending: inout Pending) -> Bool {
        defer { pending.isScheduled = true }
        let cost = record.cost
        guard pending.records.count < limits.queueRecords, pending.bytes + cost <= limits.queueBytes else {
            pending.dropped += 1
            pending.lost += 1
            return !pending.isScheduled
        }
        noteDropped(of: record.plugin, in: &pending)
        pending.records.append(record)
        pending.bytes += cost
        return !pending.isScheduled
    }

    /// Says at their place that records are missing.
    private func noteDropped(of plugin: String, in pending: inout Pending) {
        guard pending.dropped > 0 else { return }
        let note = LogRecord(
            time: WallClock.now,
            plugin: plugin,
            source: .host,
            level: .warning,
            message: "records are missing here: they came faster than the disk took them",
            metadata: ["dropped": "\(pending.dropped)"]
        )
        pending.dropped = 0
        pending.records.append(note)
        pending.bytes += note.cost
    }

    /// Writes what waits, until nothing does or the disk refuses; runs on the queue.
    private func write(_ plugin: String, retries: Bool) {
        while let chunk = takeChunk(of: plugin) {
            var bytes: [UInt8] = []
            for record in chunk { LogLine.append(record, to: &bytes) }
            do throws(LogDiskError) {
                try files.withLock { files throws(LogDiskError) in
                    try files.append(bytes, to: plugin, at: WallClock.now)
                }
                noteAccepted(plugin)
            } catch {
                putBack(chunk, of: plugin, after: error)
                if retries {
                    let delay = limits.retryInterval.seconds
                    queue.asyncAfter(deadline: .now() + delay) { self.write(plugin, retries: true) }
                }
                return
            }
        }
    }

    private func takeChunk(of plugin: String) -> [LogRecord]? {
        pending.withLock { pending in
            guard var own = pending[plugin] else { return nil }
            // Not kept in two places, which would copy the array.
            pending[plugin] = nil
            if own.records.isEmpty { noteDropped(of: plugin, in: &own) }
            var count = 0
            var bytes = 0
            while count < own.records.count, bytes < Self.chunkBytes {
                bytes += own.records[count].cost
                count += 1
            }
            // Nothing is remembered of a plugin whose records are all written.
            if count == 0 { return nil }
            let chunk = Array(own.records[..<count])
            own.records.removeFirst(count)
            own.bytes -= bytes
            pending[plugin] = own
            return chunk
        }
    }

    private func putBack(_ chunk: [LogRecord], of plugin: String, after error: LogDiskError) {
        let isFirst = pending.withLock { pending in
            var own = pending.removeValue(forKey: plugin) ?? Pending()
            own.records.insert(contentsOf: chunk, at: 0)
            own.bytes += chunk.reduce(0) { $0 + $1.cost }
            defer {
                own.isRefused = true
                pending[plugin] = own
            }
            return !own.isRefused
        }
        if isFirst { report(.failed(plugin: plugin, path: error.path, reason: error.reason)) }
    }

    private func noteAccepted(_ plugin: String) {
        let lost = pending.withLock { pending -> Int? in
            defer {
                pending[plugin]?.isRefused = false
                pending[plugin]?.lost = 0
            }
            return pending[plugin]?.isRefused == true ? pending[plugin]?.lost : nil
        }
        if let lost { report(.healed(plugin: plugin, dropped: lost)) }
    }
}

/// Resumes a continuation with the first of several answers.
private final class FirstAnswer: Sendable {
    private let waiting: Mutex<CheckedContinuation<Bool, Never>?>

    init(_ continuation: CheckedContinuation<Bool, Never>) {
        waiting = Mutex(continuation)
    }

    func give(_ answer: Bool) {
        waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting
        }?.resume(returning: answer)
    }
}
