/// The machine's counters and levels at one moment.
struct SystemReading: Equatable, Sendable {
    var time: ContinuousClock.Instant
    var processors = ProcessorTimes()
    /// In the order of their numbers.
    var cores: [CoreTimes] = []
    var load = LoadAverage()
    var memory = MemoryUse()
    var disks: [DiskReading] = []
    var networks: [NetworkReading] = []
    var tasks = TaskCounts()
}

/// How many threads ran or wanted to, on average.
struct LoadAverage: Equatable, Sendable {
    var one = 0.0
    var five = 0.0
    var fifteen = 0.0
}

/// Memory in bytes.
struct MemoryUse: Equatable, Sendable {
    var total: UInt64 = 0
    /// At most the total.
    var available: UInt64 = 0
    var cached: UInt64 = 0
    var swapTotal: UInt64 = 0
    var swapUsed: UInt64 = 0

    var used: UInt64 { total > available ? total - available : 0 }
}

/// A file system, and what its device has done so far.
struct DiskReading: Equatable, Sendable {
    var mount: String
    var device: String
    var fileSystem: String
    var size: UInt64 = 0
    var used: UInt64 = 0
    var available: UInt64 = 0
    var counters: DiskCounters?
}

/// What a device has done since the machine was started.
struct DiskCounters: Equatable, Sendable {
    var readBytes: UInt64
    var writtenBytes: UInt64
    var busyMilliseconds: UInt64
}

/// What has passed a network interface.
struct NetworkReading: Equatable, Sendable {
    var name: String
    var receivedBytes: UInt64
    var receivedPackets: UInt64
    var sentBytes: UInt64
    var sentPackets: UInt64
}

/// How much there is to run.
struct TaskCounts: Equatable, Sendable {
    var processes: UInt32 = 0
    var threads: UInt32 = 0
    var running: UInt32?
}
