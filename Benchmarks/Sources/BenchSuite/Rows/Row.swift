/// One line of the results: a value that is compared between pairs.
struct Row: Sendable {
    /// Which of a host's figures the value is, and how it is shown.
    enum Value: String, Sendable {
        case latency
        case callRate
        case byteRate
        case startTime
        case lossTime
        case pluginMemory
        case hostMemory
        case hostThreads
        case hostDescriptors

        /// The name of the figure in a host's answer.
        var metric: String {
            switch self {
            case .latency, .startTime: "p50_us"
            case .lossTime: "lost_max_us"
            case .callRate: "per_second"
            case .byteRate: "bytes_per_second"
            case .pluginMemory: "plugin_rss_bytes"
            case .hostMemory: "host_rss_bytes"
            case .hostThreads: "host_threads"
            case .hostDescriptors: "host_descriptors"
            }
        }

        /// What the figure is multiplied with.
        var scale: Double {
            switch self {
            case .latency, .callRate, .hostThreads, .hostDescriptors: 1
            case .byteRate: 1e-6
            case .startTime, .lossTime: 1e-3
            case .pluginMemory, .hostMemory: 1 / 1_048_576
            }
        }

        var unit: String {
            switch self {
            case .latency: "us"
            case .callRate: "calls/s"
            case .byteRate: "MB/s"
            case .startTime, .lossTime: "ms"
            case .pluginMemory, .hostMemory: "MiB"
            case .hostThreads: "threads"
            case .hostDescriptors: "descriptors"
            }
        }

        var isHigherBetter: Bool { self == .callRate || self == .byteRate }

        /// What the 99th percentile of a single call or start is shown in, and multiplied with from microseconds.
        var tail: (unit: String, scale: Double)? {
            switch self {
            case .latency, .callRate: ("us", 1)
            case .startTime: ("ms", 1e-3)
            case .lossTime, .byteRate, .pluginMemory, .hostMemory, .hostThreads, .hostDescriptors: nil
            }
        }
    }

    /// The name that stays the same from run to run.
    var id: String
    var title: String
    var value: Value
    /// The ratio to Go-Go that each pair is meant to reach, by the pair's name.
    var targets: [String: Double] = [:]
    /// The row without TLS, for one with it.
    var plainRow: String?
    /// How much worse than the plain row a row with TLS may be, in the pairs with Swift in them.
    var plainLimit: Double?
    /// Whether a pair of Swift and Go may be without a value.
    var isOptional = false

    /// How many times better than a reference a value is: above 1 is better, whatever the unit.
    func advantage(ratio: Double) -> Double {
        value.isHigherBetter ? ratio : 1 / ratio
    }

    /// Whether a pair's ratio to Go-Go is what it is meant to be; nil without a target.
    func meetsTarget(ratio: Double, pair: String) -> Bool? {
        targets[pair].map { value.isHigherBetter ? ratio >= $0 : ratio <= $0 }
    }
}
