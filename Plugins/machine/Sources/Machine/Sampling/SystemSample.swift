/// The machine over one interval: levels at its end, rates over it.
struct SystemSample: Equatable, Sendable {
    var processors: ProcessorShares
    var cores: [CoreShare]
    var load: LoadAverage
    var memory: MemoryUse
    var disks: [DiskSample]
    var networks: [NetworkSample]
    var tasks: TaskCounts
}

/// How busy one processor was.
struct CoreShare: Equatable, Sendable {
    var number: UInt32
    var busy: Double
}

/// A file system, and how busy its device was.
struct DiskSample: Equatable, Sendable {
    var disk: DiskReading
    var rates: DiskRates?
}

/// Bytes per second, and the share of the time in which there was something to do.
struct DiskRates: Equatable, Sendable {
    var read: Double
    var written: Double
    var busy: Double
}

/// What passed a network interface per second.
struct NetworkSample: Equatable, Sendable {
    var name: String
    var receivedBytes: Double
    var sentBytes: Double
    var receivedPackets: Double
    var sentPackets: Double
}

extension SystemReading: MachineReading {
    /// What is new since the reading before, a core that was switched on or a network that has come, has rates from the
    /// next sample on: its counters count from another moment.
    func sample(since before: SystemReading) -> SystemSample {
        let seconds = before.time.duration(to: time).seconds
        func rate(_ now: UInt64, _ before: UInt64) -> Double {
            seconds > 0 ? growth(of: now, since: before) / seconds : 0
        }
        return SystemSample(
            processors: processors.shares(since: before.processors),
            cores: cores.map { core in
                let earlier = before.cores.first { $0.number == core.number } ?? core
                return CoreShare(number: core.number, busy: core.times.shares(since: earlier.times).busy)
            },
            load: load,
            memory: memory,
            disks: disks.map { disk in
                guard let now = disk.counters else { return DiskSample(disk: disk) }
                let earlier = before.disks.first { $0.device == disk.device }?.counters ?? now
                let rates = DiskRates(
                    read: rate(now.readBytes, earlier.readBytes),
                    written: rate(now.writtenBytes, earlier.writtenBytes),
                    busy: min(1, rate(now.busyMilliseconds, earlier.busyMilliseconds) / 1000)
                )
                return DiskSample(disk: disk, rates: rates)
            },
            networks: networks.map { now in
                let earlier = before.networks.first { $0.name == now.name } ?? now
                return NetworkSample(
                    name: now.name,
                    receivedBytes: rate(now.receivedBytes, earlier.receivedBytes),
                    sentBytes: rate(now.sentBytes, earlier.sentBytes),
                    receivedPackets: rate(now.receivedPackets, earlier.receivedPackets),
                    sentPackets: rate(now.sentPackets, earlier.sentPackets)
                )
            },
            tasks: tasks
        )
    }
}
