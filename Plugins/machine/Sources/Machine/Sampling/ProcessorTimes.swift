/// What a processor, or all of them, did since the machine was started; the unit is the system's, and cancels out.
struct ProcessorTimes: Equatable, Sendable {
    var user: UInt64 = 0
    var system: UInt64 = 0
    var idle: UInt64 = 0
    /// Idle, while something waits for a disk.
    var waiting: UInt64 = 0
    /// Taken by other virtual machines.
    var stolen: UInt64 = 0

    /// What it did since then.
    func shares(since before: ProcessorTimes) -> ProcessorShares {
        let user = growth(of: user, since: before.user)
        let system = growth(of: system, since: before.system)
        let idle = growth(of: idle, since: before.idle)
        let waiting = growth(of: waiting, since: before.waiting)
        let stolen = growth(of: stolen, since: before.stolen)
        let total = user + system + idle + waiting + stolen
        guard total > 0 else { return ProcessorShares() }
        return ProcessorShares(
            busy: (user + system + stolen) / total,
            user: user / total,
            system: system / total,
            waiting: waiting / total,
            stolen: stolen / total
        )
    }
}

/// One processor's times.
struct CoreTimes: Equatable, Sendable {
    var number: UInt32
    var times: ProcessorTimes
}

/// Shares of an interval, 0 to 1.
struct ProcessorShares: Equatable, Sendable {
    var busy = 0.0
    var user = 0.0
    var system = 0.0
    var waiting = 0.0
    var stolen = 0.0
}

/// How much a counter grew; nothing when it went back, as counters do when what they count was taken away, and as
/// Linux's time of waiting does by a tick now and then.
func growth(of now: UInt64, since before: UInt64) -> Double {
    now > before ? Double(now - before) : 0
}
