public import CoreMetrics
import Synchronization

/// A backend for swift-metrics whose series are part of ``EngineMetrics/text()``.
///
/// Counters get `_total`, timers are histograms in seconds, recorders are summaries, or gauges where they do not
/// aggregate. The same name with the same dimensions is the same series. A name that is used for another kind already,
/// that is the engine's own, or that comes beyond the limit gives a metric that nobody sees, and is counted in
/// `omniview_metrics_refused_total`.
public final class EngineMetricsFactory: MetricsFactory, Sendable {
    private struct Family {
        var label: String
        var kind: MetricFamily.Kind
        var series: [LibraryMetric.Key: (metric: any LibrarySeries, users: Int)] = [:]
    }

    private struct State {
        var families: [String: Family] = [:]
        var series = 0
        var refused: UInt64 = 0
    }

    private let state = Mutex(State())
    private let maximumSeries: Int

    init(maximumSeries: Int) {
        self.maximumSeries = maximumSeries
    }

    /// Makes a counter.
    public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    /// Makes a counter of fractions.
    public func makeFloatingPointCounter(
        label: String,
        dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    /// Makes a gauge.
    public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    /// Makes a summary, or a gauge when it is not to aggregate.
    public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        aggregate ? metric(label, "", .summary, dimensions) : gauge(label, dimensions)
    }

    /// Makes a histogram.
    public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        metric(label, "_seconds", .histogram, dimensions)
    }

    /// Forgets a counter that nobody uses any more.
    public func destroyCounter(_ handler: any CounterHandler) { remove(handler) }
    /// Forgets a counter that nobody uses any more.
    public func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) { remove(handler) }
    /// Forgets a gauge that nobody uses any more.
    public func destroyMeter(_ handler: any MeterHandler) { remove(handler) }
    /// Forgets a recorder that nobody uses any more.
    public func destroyRecorder(_ handler: any RecorderHandler) { remove(handler) }
    /// Forgets a timer that nobody uses any more.
    public func destroyTimer(_ handler: any TimerHandler) { remove(handler) }

    func families() -> [MetricFamily] {
        state.withLock { state in
            var families = state.families.map { name, family in
                MetricFamily(
                    name: name,
                    help: "\(family.label), measured by a library.",
                    kind: family.kind,
                    series: family.series.map { MetricFamily.Series(labels: $0.labels, value: $1.metric.value) }
                )
            }
            var refused = MetricFamily(
                name: "omniview_metrics_refused_total",
                help: "Metrics of libraries that are not shown.",
                kind: .counter
            )
            refused.add(.whole(state.refused))
            families.append(refused)
            return families
        }
    }

    private func counter(_ label: String, _ dimensions: [(String, String)]) -> LibraryMetric {
        metric(label, MetricName.name(label).hasSuffix("_total") ? "" : "_total", .counter, dimensions)
    }

    private func metric(
        _ label: String,
        _ ending: String,
        _ kind: MetricFamily.Kind,
        _ dimensions: [(String, String)]
    ) -> LibraryMetric {
        let key = LibraryMetric.Key(family: MetricName.name(label) + ending, labels: MetricName.labels(dimensions))
        return share(key, label, kind) { LibraryMetric(key: key, kind: kind) }
    }

    private func gauge(_ label: String, _ dimensions: [(String, String)]) -> LibraryGauge {
        let key = LibraryMetric.Key(family: MetricName.name(label), labels: MetricName.labels(dimensions))
        return share(key, label, .gauge) { LibraryGauge(key: key) }
    }

    /// The series with a key, made when it is asked for first.
    private func share<Metric: LibrarySeries>(
        _ key: LibraryMetric.Key,
        _ label: String,
        _ kind: MetricFamily.Kind,
        _ make: () -> Metric
    ) -> Metric {
        state.withLock { state in
            if let known = state.families[key.family], known.kind == kind,
                let series = known.series[key], let metric = series.metric as? Metric
            {
                state.families[key.family]?.series[key]?.users += 1
                return metric
            }
            let new = make()
            let isFree = state.families[key.family].map { $0.kind == kind } ?? Self.isFree(key.family, kind, in: state)
            guard isFree, state.series < maximumSeries else {
                state.refused += 1
                return new
            }
            state.series += 1
            state.families[key.family, default: Family(label: LogText.cut(label, to: 200).text, kind: kind)]
                .series[key] = (new, 1)
            return new
        }
    }

    /// Whether no line of another family begins with the name of one of this family's lines.
    private static func isFree(_ name: String, _ kind: MetricFamily.Kind, in state: State) -> Bool {
        if name.hasPrefix(EngineFamilies.prefix) { return false }
        let parts = ["_bucket", "_sum", "_count"]
        let hasParts = kind == .histogram || kind == .summary
        if hasParts, parts.contains(where: { state.families[name + $0] != nil }) { return false }
        for part in parts where name.hasSuffix(part) {
            let other = state.families[String(name.dropLast(part.count))]
            if other?.kind == .histogram || other?.kind == .summary { return false }
        }
        return true
    }

    private func remove(_ handler: AnyObject) {
        guard let metric = handler as? any LibrarySeries else { return }
        state.withLock { state in
            let key = metric.key
            guard var series = state.families[key.family]?.series[key], series.metric === metric else { return }
            series.users -= 1
            state.families[key.family]?.series[key] = series.users > 0 ? series : nil
            guard series.users == 0 else { return }
            state.series -= 1
            if state.families[key.family]?.series.isEmpty == true { state.families[key.family] = nil }
        }
    }
}
