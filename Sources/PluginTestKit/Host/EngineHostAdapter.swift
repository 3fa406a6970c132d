import Logging
import PluginHost
import PluginProtocol
import Synchronization

/// This engine's own host, as the suite sees it.
public struct EngineHostAdapter: HostAdapter {
    /// What it is called in reports.
    public let name = "PluginHost"

    /// Creates the adapter.
    public init() {}

    /// Starts, calls and stops a plugin with `PluginHost.withPlugin`.
    public func run(_ configuration: HostConfiguration) async -> HostReport {
        var launch = PluginLaunch(
            name: "plugin",
            command: PluginCommand(program: configuration.program),
            cookie: configuration.cookie
        )
        launch.appProtocols = configuration.appProtocols
        launch.tls = configuration.requiresTLS ? .required : .off
        launch.isMultiplexed = configuration.requiresMultiplexing
        launch.startTimeout = configuration.startTimeout
        launch.environment = configuration.environment
        let entries = Entries()
        let logger = Logger(label: "plugin") { _ in Handler(entries: entries) }
        var report = HostReport()
        do {
            let (answer, end) = try await PluginHost.withPlugin(launch, logger: logger) { plugin in
                var answer = HostReport()
                answer.appProtocol = plugin.appProtocol
                do {
                    answer.health = try await plugin.health()
                } catch {
                    answer.health = "\(error)"
                }
                return answer
            }
            report = answer
            report.wasForced = end.wasForced
        } catch {
            report.failure = "\(error)"
        }
        report.log = entries.all
        return report
    }

    /// What was logged.
    private final class Entries: Sendable {
        private let storage = Mutex<[HostReport.LogEntry]>([])

        var all: [HostReport.LogEntry] { storage.withLock { $0 } }

        func append(_ entry: HostReport.LogEntry) {
            storage.withLock { $0.append(entry) }
        }
    }

    private struct Handler: LogHandler {
        let entries: Entries
        var logLevel: Logger.Level = .trace
        var metadata: Logger.Metadata = [:]

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            guard event.source == "plugin" else { return }
            let level: PluginLogLevel =
                switch event.level {
                case .trace: .trace
                case .debug: .debug
                case .info, .notice: .info
                case .warning: .warn
                case .error, .critical: .error
                }
            let fields = (event.metadata ?? [:]).mapValues { "\($0)" }
            entries.append(HostReport.LogEntry(level: level, message: "\(event.message)", fields: fields))
        }
    }
}
