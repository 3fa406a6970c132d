import Synchronization

/// The log of one plugin: takes records, remembers the last ones, shows them to whoever follows, and has them written.
///
/// Nothing here waits: not for the disk, and not for anyone who reads.
public final class PluginLog: Sendable {
    /// The plugin's id.
    public let plugin: String

    private struct State {
        var ring: LogRing
        var redaction = Redaction()
        var followers: [UInt64: AsyncStream<Void>.Continuation] = [:]
        var nextFollower: UInt64 = 0
        var isClosed = false
    }

    private let state: Mutex<State>
    private let limits: LogLimits
    private let writer: LogWriter?

    init(plugin: String, limits: LogLimits, writer: LogWriter?) {
        self.plugin = plugin
        self.limits = limits
        self.writer = writer
        state = Mutex(State(ring: LogRing(records: limits.ringRecords, bytes: limits.ringBytes)))
    }

    /// Sets the values that must not be in the log, in place of those set before: secret settings, connection data.
    ///
    /// Records that are already there stay as they are.
    public func setSecrets(_ secrets: some Collection<String>) {
        let redaction = Redaction(secrets: secrets)
        state.withLock { $0.redaction = redaction }
    }

    /// A text without what must not be in the log.
    public func redact(_ text: String) -> String {
        state.withLock { $0.redaction }.redact(text)
    }

    /// Takes a record, without its secrets and within the limits; after ``close()`` it is only written.
    public func append(_ record: LogRecord) {
        let clean = bounded(record, state.withLock { $0.redaction })
        keep(clean)
        writer?.append(clean)
    }

    /// Keeps a record in memory alone.
    func keep(_ record: LogRecord) {
        let followers = state.withLock { state in
            guard !state.isClosed else { return [:] as [UInt64: AsyncStream<Void>.Continuation] }
            state.ring.append(record)
            return state.followers
        }
        // Outside of the lock: a follower that is cancelled meanwhile takes it while it holds what a sign needs.
        for follower in followers.values { follower.yield() }
    }

    /// The newest records, oldest first.
    ///
    /// - Parameter count: how many at most; there are never more than ``LogLimits/ringRecords``.
    public func tail(_ count: Int) -> [LogEntry] {
        state.withLock { $0.ring.tail(count) }
    }

    /// The number of the newest record; 0 before the first.
    public var last: UInt64 { state.withLock { $0.ring.last } }

    /// Follows the log.
    ///
    /// - Parameter number: the record after which to begin: 0 for all that are in memory, ``last`` for what comes now.
    ///   Numbers begin anew with each start of the engine; one that no record has yet counts as 0.
    public func follow(after number: UInt64 = 0) -> LogFollower {
        let (changes, feed) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let (id, isClosed) = state.withLock { state in
            defer { state.nextFollower += 1 }
            if !state.isClosed { state.followers[state.nextFollower] = feed }
            return (state.nextFollower, state.isClosed)
        }
        if isClosed { feed.finish() }
        feed.onTermination = { [weak self] _ in
            // Dropped outside of the lock: it may be the last reference to the stream.
            _ = self?.state.withLock { $0.followers.removeValue(forKey: id) }
        }
        return LogFollower(log: self, changes: changes, position: number)
    }

    /// Ends the log: whoever follows it gets what is still there, and then its end.
    func close() {
        let followers = state.withLock { state in
            state.isClosed = true
            defer { state.followers = [:] }
            return state.followers
        }
        for follower in followers.values { follower.finish() }
    }

    func next(after number: UInt64) -> LogRing.Next {
        state.withLock { $0.ring.next(after: number) }
    }

    private func bounded(_ record: LogRecord, _ redaction: Redaction) -> LogRecord {
        func clean(_ text: String, _ limit: Int, _ redact: (String, Bool) -> String) -> String {
            let (text, isCut) = LogText.cut(text, to: limit)
            // A mark may be longer than what it stands for.
            return LogText.cut(redact(text, isCut), to: limit).text
        }
        var result = record
        result.message = clean(record.message, limits.messageBytes) { redaction.redact($0, isCut: $1) }
        result.metadata = [:]
        for (key, value) in record.metadata.sorted(by: { $0.key < $1.key }).prefix(limits.metadataValues) {
            let name = clean(key, limits.metadataValueBytes) { redaction.redact($0, isCut: $1) }
            result.metadata[name] = clean(value, limits.metadataValueBytes) {
                redaction.redact($0, name: key, isCut: $1)
            }
        }
        return result
    }
}
