public import EngineAPI
import Synchronization

/// What the engine measures, and what libraries measure through swift-metrics, as text for Prometheus.
///
/// The engine records here and nowhere else. To have the metrics of libraries as well, a program installs ``factory`` as
/// the backend of swift-metrics when it starts; one that has a backend already installs both together.
public final class EngineMetrics: Sendable {
    /// How many series there may be.
    public struct Limits: Sendable, Hashable {
        /// How many plugins; further ones are not measured. Default: 1,000.
        public var plugins = 1_000
        /// How many methods of each plugin; further ones share the name `other`. Default: 100.
        public var methods = 100
        /// How many series come from libraries; further ones are not measured. Default: 2,000.
        public var librarySeries = 2_000

        /// Creates the default limits.
        public init() {}
    }

    /// A backend for swift-metrics: what libraries measure is part of ``text()``.
    public let factory: EngineMetricsFactory

    private let limits: Limits
    private let plugins = Mutex<[String: PluginMetrics]>([:])
    /// Where calls to plugins beyond the limit are counted; it is not shown.
    private let unmeasured = CallRecorder()

    /// Creates metrics without a series.
    public init(limits: Limits = Limits()) {
        self.limits = limits
        factory = EngineMetricsFactory(maximumSeries: limits.librarySeries)
    }

    /// The media type of ``text()``.
    public static var contentType: String { PrometheusText.contentType }

    /// Counts the calls to one method, such as `/plugin.v1.Plugin/Do`. Keep it: finding it costs more than recording.
    public func calls(of plugin: String, method: String) -> CallRecorder {
        change(plugin) { $0.calls }?.recorder(of: method) ?? unmeasured
    }

    /// Notes the phase that a plugin is in.
    public func setPhase(_ phase: String, of plugin: String) {
        change(plugin) { $0.phase = phase }
    }

    /// Counts a start that succeeded, with what it cost.
    ///
    /// - Parameter isRestart: whether the engine started it again, after a crash or another failure.
    public func recordStart(of plugin: String, cost: StartCost, isRestart: Bool) {
        change(plugin) { metrics in
            metrics.starts += 1
            metrics.restarts += isRestart ? 1 : 0
            metrics.startCost = [:]
            for (step, duration) in cost.steps { metrics.startCost[step.rawValue] = duration.seconds }
        }
    }

    /// Counts a crash.
    public func recordCrash(of plugin: String) {
        change(plugin) { $0.crashes += 1 }
    }

    /// Notes what a plugin's processes use; nil when there are none any more, which must be said between two processes.
    public func setResources(_ sample: ResourceSample?, of plugin: String) {
        change(plugin) { $0.set(sample) }
    }

    /// Forgets all about a plugin.
    public func remove(_ plugin: String) {
        _ = plugins.withLock { $0.removeValue(forKey: plugin) }
    }

    /// How the calls to a plugin went, method by method, sorted by name. Times are upper bounds of histogram classes.
    public func statistics(of plugin: String) -> [MethodStatistics] {
        let counts = plugins.withLock { $0[plugin]?.calls }?.counts ?? [:]
        return counts.sorted { $0.key < $1.key }.map { method, counts in
            MethodStatistics(
                method: method.hasPrefix("/") ? String(method.dropFirst()) : method,
                calls: Int(clamping: counts.calls.reduce(0, &+)),
                // A call that its caller gave up, such as a stream whose view was closed, is no failure.
                errors: Int(clamping: counts.calls.dropFirst(2).reduce(0, &+)),
                p50Ms: counts.latency.quantile(0.5),
                p95Ms: counts.latency.quantile(0.95),
                p99Ms: counts.latency.quantile(0.99),
                maxMs: counts.latency.quantile(1)
            )
        }
    }

    /// Everything, in version 0.0.4 of the text format of Prometheus; the same state gives the same text.
    public func text() -> String {
        let plugins = plugins.withLock { $0 }
        return PrometheusText.render(EngineFamilies.families(of: plugins) + factory.families())
    }

    @discardableResult
    private func change<Result: Sendable>(_ plugin: String, _ body: (inout PluginMetrics) -> Result) -> Result? {
        plugins.withLock { plugins in
            if plugins[plugin] == nil, plugins.count >= limits.plugins { return nil }
            return body(&plugins[plugin, default: PluginMetrics(maximumMethods: limits.methods)])
        }
    }
}
