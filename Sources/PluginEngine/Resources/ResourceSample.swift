/// What a plugin's processes use at one moment.
public struct ResourceSample: Sendable, Hashable {
    /// The processor time of one process.
    public struct Usage: Sendable, Hashable {
        /// When it started, by the clock of ``ResourceSample/uptime``.
        public var started: Duration
        /// Its own, so far.
        public var own: Duration
        /// That of its children that have ended and were waited for.
        public var waited: Duration

        /// Creates a usage.
        public init(started: Duration, own: Duration, waited: Duration) {
            self.started = started
            self.own = own
            self.waited = waited
        }
    }

    /// When it was taken, in milliseconds since 1970.
    public var time: Int64
    /// When it was taken, by a clock that nobody sets: since the machine started.
    public var uptime: Duration
    /// When the first process started, in milliseconds since 1970.
    public var startedAt: Int64
    /// The processor time of each process.
    public var processes: [ProcessIdentity: Usage]
    /// Memory that is in RAM, in bytes; what several processes share counts for each of them.
    public var residentBytes: UInt64
    /// Memory in RAM that belongs to no other process, in bytes; nil when the system does not say.
    public var privateBytes: UInt64?
    /// Threads of all processes.
    public var threads: Int
    /// Open descriptors of all processes; nil when the system does not say.
    public var descriptors: Int?

    /// The processor time of all processes that are there, with that of their children that have ended.
    public var cpuTime: Duration { processes.values.reduce(.zero) { $0 + $1.own + $1.waited } }

    /// The share of one processor that was used since an earlier sample: 1 for a whole one, more for several.
    ///
    /// It may be too low when processes ended that nobody of the plugin waited for; it is never below 0 and never counts
    /// what was used before the earlier sample.
    ///
    /// - Returns: nil when the earlier sample is not earlier, or has none of these processes.
    public func cpuShare(since earlier: ResourceSample) -> Double? {
        let elapsed = uptime - earlier.uptime
        guard elapsed > .zero, !processes.keys.allSatisfy({ earlier.processes[$0] == nil }) else { return nil }
        var used = Duration.zero
        var waited = Duration.zero
        for (process, usage) in processes {
            if let before = earlier.processes[process] {
                used += max(usage.own - before.own, .zero)
                waited += max(usage.waited - before.waited, .zero)
            } else if usage.started >= earlier.uptime - Self.startPrecision {
                used += usage.own
                waited += usage.waited
            }
        }
        // What a child had used before the earlier sample is in `waited` once it has ended.
        for (process, before) in earlier.processes where processes[process] == nil {
            waited -= before.own + before.waited
        }
        return (used + max(waited, .zero)) / elapsed
    }

    /// The system rounds the moment at which a process started.
    private static let startPrecision: Duration = .milliseconds(20)
}
