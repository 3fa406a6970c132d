public import Logging

/// Brings what a logger is told into a plugin's log.
///
/// Entries whose source is `plugin`, as a host gives them, are the plugin's own. Of all others the logger's metadata
/// value `source` tells who speaks: `logger[metadataKey: "source"] = "stdout"`. Metadata of single entries cannot change
/// it, because a plugin decides what is in these.
public struct PluginLogHandler: LogHandler {
    /// The metadata value that tells who speaks.
    public static let sourceKey = "source"

    /// Entries below are not taken.
    public var logLevel: Logger.Level
    /// Values for each entry.
    public var metadata: Logger.Metadata = [:]
    /// Gives further values for each entry.
    public var metadataProvider: Logger.MetadataProvider?

    private let log: PluginLog
    private let source: LogRecord.Source

    /// Creates a handler.
    public init(log: PluginLog, source: LogRecord.Source = .host, logLevel: Logger.Level = .debug) {
        self.log = log
        self.source = source
        self.logLevel = logLevel
    }

    /// A value for each entry.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Takes an entry.
    public func log(event: LogEvent) {
        var values: [String: String] = [:]
        var source = source
        for (key, value) in metadata {
            if key == Self.sourceKey, let own = LogRecord.Source(rawValue: "\(value)") {
                source = own
            } else {
                values[key] = "\(value)"
            }
        }
        for (key, value) in metadataProvider?.get() ?? [:] { values[key] = "\(value)" }
        for (key, value) in event.metadata ?? [:] { values[key] = "\(value)" }
        if let error = event.error { values["error"] = "\(error)" }
        log.append(
            LogRecord(
                time: WallClock.now,
                plugin: log.plugin,
                source: event.source == "plugin" ? .plugin : source,
                level: event.level,
                message: "\(event.message)",
                metadata: values
            )
        )
    }
}
