public import Logging
import Synchronization

/// Collects log entries for a test to look at.
public final class RecordingLog: Sendable {
    /// One entry.
    public struct Entry: Sendable, Hashable {
        /// How severe it is.
        public var level: Logger.Level
        /// The text.
        public var message: String
        /// The values, as text.
        public var metadata: [String: String]

        /// Creates an entry to compare with.
        public init(level: Logger.Level, message: String, metadata: [String: String]) {
            self.level = level
            self.message = message
            self.metadata = metadata
        }
    }

    private let storage = Mutex<[Entry]>([])

    /// Creates an empty log.
    public init() {}

    /// What was logged so far.
    public var entries: [Entry] { storage.withLock { $0 } }

    /// A logger that writes here.
    public func logger(level: Logger.Level = .trace) -> Logger {
        Logger(label: "test") { _ in Handler(log: self, logLevel: level) }
    }

    private struct Handler: LogHandler {
        let log: RecordingLog
        var logLevel: Logger.Level
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = (event.metadata ?? [:]).mapValues { "\($0)" }
            log.storage.withLock {
                $0.append(Entry(level: event.level, message: "\(event.message)", metadata: values))
            }
        }
    }
}
