/// What is known of one plugin beside its calls.
struct PluginMetrics {
    let calls: CallMetrics
    var phase: String?
    var starts: UInt64 = 0
    var restarts: UInt64 = 0
    var crashes: UInt64 = 0
    /// In seconds, by step, of the last start.
    var startCost: [String: Double] = [:]
    var resources: ResourceSample?
    /// Of processes that have ended or are no longer looked at.
    var endedCPUTime: Duration = .zero
    /// The most that was seen of the present processes: the sum falls when one ends that nobody waited for.
    var cpuTime: Duration = .zero

    init(maximumMethods: Int) {
        calls = CallMetrics(maximumMethods: maximumMethods)
    }

    mutating func set(_ sample: ResourceSample?) {
        guard let sample else {
            resources = nil
            endedCPUTime += cpuTime
            cpuTime = .zero
            return
        }
        cpuTime = max(cpuTime, sample.cpuTime)
        resources = sample
    }
}
