public import Logging
import PluginProtocol

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Writes log entries to the host, in the JSON lines that go-plugin hosts understand.
///
/// ```swift
/// LoggingSystem.bootstrap(PluginLogHandler.init)
/// ```
public struct PluginLogHandler: LogHandler {
    /// The least severe level that is written. The host filters again, so plugins send everything by default.
    public var logLevel: Logger.Level = .trace
    /// Values that every entry of this logger carries.
    public var metadata: Logger.Metadata = [:]
    /// Values that come from the surrounding task.
    public var metadataProvider: Logger.MetadataProvider?

    private let module: String

    /// Creates a handler; `label` becomes the entry's module.
    public init(label: String) {
        module = label
    }

    /// A value that every entry of this logger carries.
    public subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    /// Writes one entry.
    public func log(event: LogEvent) {
        var values = metadata
        if let provided = metadataProvider?.get() { values.merge(provided) { _, new in new } }
        if let own = event.metadata { values.merge(own) { _, new in new } }
        let line = HCLogFormatter.line(
            level: PluginLogLevel(event.level),
            message: "\(event.message)",
            module: module,
            timestamp: .now,
            fields: values.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: "\($0.value)") }
        )
        RealStandardError.write(line)
    }
}

extension PluginLogLevel {
    fileprivate init(_ level: Logger.Level) {
        switch level {
        case .trace: self = .trace
        case .debug: self = .debug
        case .info, .notice: self = .info
        case .warning: self = .warn
        case .error, .critical: self = .error
        }
    }
}

extension HCLogTimestamp {
    fileprivate static var now: HCLogTimestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return HCLogTimestamp(secondsSinceEpoch: Int64(time.tv_sec), microseconds: Int(time.tv_nsec / 1000))
    }
}
