import CoreMetrics
import Synchronization

/// One series that a library measures through swift-metrics.
final class LibraryMetric: Sendable {
    struct Key: Hashable, Sendable {
        var family: String
        var labels: [MetricFamily.Label]
    }

    let key: Key
    private let storage: Mutex<MetricFamily.Value>

    init(key: Key, kind: MetricFamily.Kind) {
        self.key = key
        storage = Mutex(Self.zero(kind))
    }

    var value: MetricFamily.Value { storage.withLock { $0 } }

    private static func zero(_ kind: MetricFamily.Kind) -> MetricFamily.Value {
        switch kind {
        case .counter, .gauge: .number(0)
        case .histogram: .histogram(LatencyHistogram())
        case .summary: .sum(0, count: 0)
        }
    }

    private func add(_ amount: Double) {
        storage.withLock { value in
            switch value {
            case .number(let number): value = .number(number + amount)
            case .sum(let sum, let count): value = .sum(sum + amount, count: count + 1)
            case .whole, .histogram: break
            }
        }
    }

    private func replace(_ number: Double) {
        storage.withLock { $0 = .number(number) }
    }
}

/// A counter never falls, so amounts below 0 and those that are no number are left out.
extension LibraryMetric: CounterHandler, FloatingPointCounterHandler {
    func increment(by amount: Int64) { if amount > 0 { add(Double(amount)) } }
    func increment(by amount: Double) { if amount > 0, amount.isFinite { add(amount) } }
    func reset() { replace(0) }
}

extension LibraryMetric: TimerHandler {
    func recordNanoseconds(_ duration: Int64) {
        storage.withLock { value in
            guard case .histogram(var histogram) = value else { return }
            // Held in one place only, so that it is changed where it is.
            value = .number(0)
            histogram.record(duration)
            value = .histogram(histogram)
        }
    }
}

extension LibraryMetric: RecorderHandler {
    func record(_ value: Int64) { add(Double(value)) }
    func record(_ value: Double) { if value.isFinite { add(value) } }
}

extension LibraryMetric: LibrarySeries {}

/// A series with its value.
protocol LibrarySeries: AnyObject, Sendable {
    var key: LibraryMetric.Key { get }
    var value: MetricFamily.Value { get }
}

/// A meter, or a recorder that keeps only its last value. Unlike a counter's, its amounts may be below 0.
final class LibraryGauge: MeterHandler, RecorderHandler, LibrarySeries {
    let key: LibraryMetric.Key
    private let number = Mutex(0.0)

    init(key: LibraryMetric.Key) {
        self.key = key
    }

    var value: MetricFamily.Value { .number(number.withLock { $0 }) }

    func set(_ value: Int64) { set(Double(value)) }
    func set(_ value: Double) { number.withLock { $0 = value } }
    func increment(by amount: Double) { if amount.isFinite { number.withLock { $0 += amount } } }
    func decrement(by amount: Double) { increment(by: -amount) }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }
}
